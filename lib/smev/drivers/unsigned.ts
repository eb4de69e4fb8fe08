import { verdictOf } from '../faults'
import type { Gateway, GatewaySettings, Refused } from '../contract'
import type { Trust } from '../signature/believe'
import { readAnswer } from './read-answer'

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
  const fault = 'UnsignedBeyondLoopback'
  const refused = (): Refused => ({ verdict: verdictOf(fault), fault, text })
  return {
    prepare: () => ({ ok: false, verdict: 'stop', fault, errors: [text] }),
    upload: () => Promise.resolve({ ok: false, ...refused() }),
    seal: () => Promise.resolve({ ok: false, ...refused() }),
    send: () => Promise.resolve({ verdict: 'stop', fault, text }),
    receive: () => Promise.resolve({ kind: 'fault', ...refused() }),
    read: (raw) => readAnswer(raw, trust),
    acknowledge: () => Promise.resolve({ ok: false, ...refused() }),
    close: () => undefined,
  }
}
