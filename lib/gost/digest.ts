import { createHash } from 'node:crypto'
import type { DigestName } from './cms-names'
import { Streebog } from './streebog'

export interface Digesting {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array
}

/** A digest that takes its message piece by piece. */
export function openDigest(name: DigestName): Digesting {
  if (name === 'streebog256') return new Streebog(256)
  return name === 'streebog512' ? new Streebog(512) : createHash(name)
}

let native = false

/** Once OpenSSL's engine is open in this process it digests whole messages, ten times as fast. */
export const digestByEngine = (): void => void (native = true)

/** ГОСТ Р 34.11-2012 of a whole message. */
export function streebog(bits: 256 | 512, bytes: Uint8Array): Uint8Array {
  return native
    ? createHash(`md_gost12_${bits}`).update(bytes).digest()
    : new Streebog(bits).update(bytes).digest()
}
