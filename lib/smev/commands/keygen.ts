import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { now } from '@/lib/core/clock'
import { curveOf } from '@/lib/gost/curves'
import { makeSelfSigned } from '@/lib/gost/self-signed'

/**
 * A test key and a certificate that vouches for itself, as `key.pem` (0600) and `certificate.pem`.
 * @throws when either stands there already: a key is never overwritten
 */
export function makeKey(folder: string, owner: string, set: string, days: number): string[] {
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => path.join(folder, name)) as [
    string,
    string,
  ]
  for (const file of [key, certificate]) if (existsSync(file)) throw new Error(`${file} is there already`)
  const from = now()
  const made = makeSelfSigned(curveOf(set), owner, { from, to: new Date(from.getTime() + days * 86_400_000) })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(key, made.key, { mode: 0o600, flag: 'wx' })
  writeFileSync(certificate, made.certificate, { flag: 'wx' })
  return [key, certificate]
}
