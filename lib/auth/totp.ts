import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { now } from '@/lib/core/clock'
import { env } from '@/lib/core/env'

const STEP_SECONDS = 30
const settings = { issuer: 'АРМ ЕЛК', algorithm: 'SHA1', digits: 6, period: STEP_SECONDS } as const

/** What every authenticator reads (RFC 6238, otpauth://). */
export const makeTotp = (secret: Uint8Array, login: string): TOTP =>
  new TOTP({ ...settings, label: login, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) })

export const newSecret = (): Uint8Array => new Uint8Array(randomBytes(20))

/** The step of a code that is right now or was a step ago or will be (a clock that is half a minute off); null: wrong. */
export function stepOf(secret: Uint8Array, code: string): number | null {
  const given = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(given)) return null
  const at = now().getTime()
  const delta = makeTotp(secret, '').validate({ token: given, timestamp: at, window: 1 })
  return delta === null ? null : Math.floor(at / 1000 / STEP_SECONDS) + delta
}

const key = () => Buffer.from(hkdfSync('sha256', env().NEXTAUTH_SECRET ?? '', '', 'totp', 32))

/** AES-256-GCM under a key of the installation: who reads the table alone makes no codes. */
export function sealSecret(secret: Uint8Array): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key(), nonce)
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), sealed]))
}

export function openSecret(sealed: Uint8Array): Uint8Array {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]))
}
