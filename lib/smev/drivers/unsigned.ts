import type { Gateway, GatewaySettings } from '../contract'
import type { Trust } from '../signature/believe'
import { readAnswer } from './read-answer'
import { refuseAll } from './refuse-all'

/** 127.0.0.0/8, ::1, localhost; a name that merely begins so is not loopback. */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)$/i.test(host)
}

function hostOf(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined
  const url = new URL(endpoint)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.hostname : undefined
}

/** Trust that names nobody believes any certificate: enough for this machine alone. */
const namesSomebody = (trust: Trust | undefined): boolean =>
  trust !== undefined && (trust.pinned.length > 0 || trust.roots.length > 0)

/** The gateway that refuses all, when an unsigned message could leave this machine (decision 8); else undefined. */
export function refuseUnsigned({ endpoint, fileStore, signer, trust }: GatewaySettings): Gateway | undefined {
  const host = hostOf(endpoint)
  const store = 'bucket' in fileStore ? hostOf(fileStore.endpoint) : fileStore.host
  if (
    host !== undefined &&
    ((signer && namesSomebody(trust)) || (isLoopback(host) && isLoopback(store ?? '')))
  )
    return undefined
  const text =
    host === undefined
      ? `${endpoint} is not an http address`
      : `without a signing key (SMEV_SIGNER), and without knowing whose answers to believe (SMEV_PINNED or SMEV_ROOTS), nothing is sent beyond this machine, but the addresses are ${host} and ${store}`
  return refuseAll('UnsignedBeyondLoopback', text, (raw) => readAnswer(raw, trust))
}
