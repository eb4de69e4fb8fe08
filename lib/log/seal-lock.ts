import type { Tx } from '@/lib/core/db'

const LOCK = 7_269_001

/** A log that is not what its heads say. */
export class BrokenLog extends Error {
  constructor(
    readonly log: string,
    readonly details: string,
  ) {
    super(`${log}: ${details}`)
  }
}

/** Held to the end of the transaction; false when another worker seals just now. */
export async function takeSealLock(tx: Tx): Promise<boolean> {
  const [taken] = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(${LOCK}) AS mine`
  return taken?.mine ?? false
}
