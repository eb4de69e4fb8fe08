import { Prisma, pulseSql, workerSql } from '@/lib/core/db'

export const LEASE_SECONDS = 3 // what a killed worker held is another's within this and the second between two looks
export const RENEW_MS = 1000

type Held = Iterable<{ id: string; leaseToken: string }>

let [renewedAt, patientUntil] = [Infinity, -Infinity]

/**
 * Prolongs what this worker is still at. A row that is locked is skipped: whoever has the lock is settling it, and nobody claims it
 * meanwhile.
 */
export async function renewLeases(held: Held): Promise<void> {
  const { ids, tokens } = columns(held)
  await pulseSql(Prisma.sql`
    UPDATE messages SET lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second'
    WHERE id = ANY (ARRAY(SELECT id FROM messages
      WHERE id = ANY (${ids}::uuid[]) AND lease_token = ANY (${tokens}::uuid[]) AND state = 'PREPARED' FOR NO KEY UPDATE SKIP LOCKED))`)
  if (isLate()) patientUntil = performance.now() + LEASE_SECONDS * 1000
  renewedAt = performance.now()
}

/** Gives back what was taken and not begun: it is another worker's at once, and no attempt of ours. */
export const releaseLeases = (held: Held): Promise<unknown> => {
  const { ids, tokens } = columns(held)
  return workerSql(Prisma.sql`
    UPDATE messages SET lease_token = NULL, lease_until = NULL, attempts = attempts - 1
    WHERE id = ANY (${ids}::uuid[]) AND lease_token = ANY (${tokens}::uuid[]) AND state = 'PREPARED'`)
}

/**
 * Whether leases that have ended are left alone: this worker could not renew its own, so neither could the others (the database
 * was frozen or away), and they are given a lease's time to do it.
 */
export const isPatient = (): boolean => isLate() || performance.now() < patientUntil

const isLate = () => performance.now() - renewedAt > LEASE_SECONDS * 1000

function columns(held: Held) {
  const rows = [...held]
  return { ids: rows.map(({ id }) => id), tokens: rows.map(({ leaseToken }) => leaseToken) }
}
