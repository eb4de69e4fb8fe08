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
