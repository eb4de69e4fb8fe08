import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { env, type Env } from '@/lib/core/env'
import { log } from '@/lib/core/logger'
import { readCertificate, type Certificate } from '@/lib/gost/certificate'
import { openSigner } from '@/lib/gost/open-signer'
import { readPem } from '@/lib/gost/pem'
import type { Signer } from '@/lib/gost/signer'
import { Streebog } from '@/lib/gost/streebog'

/** Whom to believe when ЕСИА signs a token. */
export type EsiaTrust = { gost: Certificate[]; rsa: KeyObject[] }
export type Esia = {
  url: string
  clientId: string
  signer: Signer
  certificateHash: string
  form: 'raw' | 'cms'
  trust: EsiaTrust
  issuer: string
  scope: string
  timeoutMs: number
}

export const esiaIsOn = (): boolean => Boolean(env().ESIA_URL)

function readTrust(file: string): EsiaTrust {
  const trust: EsiaTrust = { gost: [], rsa: [] }
  for (const { label, der } of readPem(readFileSync(file, 'utf8'))) {
    const pem = `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`
    try {
      trust.gost.push(readCertificate(der))
    } catch {
      const key = createPublicKey(pem)
      if (key.asymmetricKeyType === 'rsa') trust.rsa.push(key)
    }
  }
  if (trust.gost.length + trust.rsa.length === 0) throw new Error(`ESIA_TRUST: ${file} has no key of ЕСИА`)
  return trust
}

function open(settings: Env): Esia {
  const { ESIA_URL, ESIA_CLIENT_ID, ESIA_TRUST } = settings
  if (!ESIA_URL || !ESIA_CLIENT_ID || !ESIA_TRUST)
    throw new Error('ESIA_URL, ESIA_CLIENT_ID and ESIA_TRUST must all be set')
  const url = new URL(ESIA_URL)
  if (url.protocol !== 'https:' && !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname))
    throw new Error('ESIA_URL: beyond this machine only https')
  const signer = openSigner(
    {
      kind: settings.ESIA_SIGNER,
      certificate: settings.ESIA_CERTIFICATE,
      key: settings.ESIA_KEY,
      password: settings.ESIA_KEY_PASSWORD,
      command: settings.ESIA_SIGN_COMMAND,
      url: settings.ESIA_SIGN_URL,
    },
    'ESIA',
  )
  if (!signer) throw new Error('ESIA_SIGNER must sign')
  const hash = Buffer.from(new Streebog(256).update(signer.certificate.der).digest()).toString('hex')
  return {
    url: url.origin,
    clientId: ESIA_CLIENT_ID,
    signer,
    certificateHash: (settings.ESIA_CERTIFICATE_HASH ?? hash).toUpperCase(),
    form: settings.ESIA_SECRET_FORM,
    trust: readTrust(ESIA_TRUST),
    // ЕСИА names itself by plain http, whatever it is reached by.
    issuer: settings.ESIA_ISSUER ?? `http://${url.host}/`,
    scope: settings.ESIA_SCOPE,
    timeoutMs: settings.ESIA_TIMEOUT_SECONDS * 1000,
  }
}

let opened: Esia | undefined

/** ЕСИА as the settings describe it; undefined, with the reason in the log, while they cannot be read: tried anew each time. */
export function openEsia(settings: Env = env()): Esia | undefined {
  if (opened && settings === env()) return opened
  try {
    const esia = open(settings)
    if (settings === env()) opened = esia
    return esia
  } catch (error) {
    log.error('esia.settings', { reason: error instanceof Error ? error.message : String(error) })
    return undefined
  }
}
