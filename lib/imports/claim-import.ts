import { now } from '@/lib/core/clock'
import { inOrganisation, Prisma, workerSql, type Tx } from '@/lib/core/db'
import type { Mapping as ColumnMapping } from './columns'
import { Mapping } from './schema'

export type Claimed = {
  id: string
  organisationId: string
  userId: string
  kind: string
  state: 'UPLOADED' | 'CHECKING' | 'CONFIRMED'
  header: string[]
  mapping: ColumnMapping
  total: number
  attempts: number
  token: string
}
const LEASE = 60_000

/** Somebody else has the import by now, or it was given up: whoever finds that stops without a word. */
export class LostImport extends Error {}

/** The import that has waited longest for a worker, under a lease; what a worker died over is taken up anew. */
export async function claimImport(): Promise<Claimed | null> {
  const token = crypto.randomUUID()
  const at = now()
  const [row] = await workerSql<Omit<Claimed, 'mapping' | 'token'> & { mapping: unknown }>(Prisma.sql`
      UPDATE imports SET lease_token = ${token}::uuid, lease_until = ${new Date(at.getTime() + LEASE)}, attempts = attempts + 1
      WHERE id = (SELECT id FROM imports WHERE state IN ('UPLOADED', 'CHECKING', 'CONFIRMED')
        AND (lease_until IS NULL OR lease_until < ${at}) ORDER BY changed_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, organisation_id AS "organisationId", requested_by_id AS "userId", kind, state::text, header, mapping, total, attempts`)
  return row ? { ...row, mapping: Mapping.parse(row.mapping), token } : null
}

/** Writes what is known of a claimed import, in the caller's transaction. @throws LostImport */
export async function keepClaimed(
  tx: Tx,
  { id, token, state }: Claimed,
  data: Prisma.ImportUpdateManyMutationInput,
): Promise<void> {
  const leaseUntil = new Date(now().getTime() + LEASE)
  const { count } = await tx.import.updateMany({
    where: { id, leaseToken: token, state },
    data: { leaseUntil, ...data },
  })
  if (count === 0) throw new LostImport()
}

/** How far it has come; the lease goes on. @throws LostImport */
export const keepProgress = (claimed: Claimed, done: number): Promise<void> =>
  inOrganisation(claimed, (tx) => keepClaimed(tx, claimed, { done }))

/** The step is done: the next one begins with attempts of its own. @throws LostImport */
export const settleClaimed = (
  tx: Tx,
  claimed: Claimed,
  data: Prisma.ImportUpdateManyMutationInput & {
    state: NonNullable<Prisma.ImportUpdateManyMutationInput['state']>
  },
): Promise<void> =>
  keepClaimed(tx, claimed, { attempts: 0, leaseToken: null, leaseUntil: null, changedAt: now(), ...data })
