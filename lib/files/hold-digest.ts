import type { Tx } from '@/lib/core/db'

/**
 * Until this transaction ends, nobody else keeps, sweeps or destroys the bytes of this digest: they lie once, whoever
 * has them, so a row must not come while the bytes go. `digestKey` is the same for the owner's own connection.
 */
export async function holdDigest(tx: Tx, sha256: Uint8Array): Promise<void> {
  await tx.$executeRawUnsafe(HOLD_DIGEST, ...digestKey(sha256))
}

export const HOLD_DIGEST = 'SELECT pg_advisory_xact_lock($1::int, $2::int)'
const STORE = 7_269_004
export const digestKey = (sha256: Uint8Array): [number, number] => [STORE, Buffer.from(sha256).readInt32BE(0)]
