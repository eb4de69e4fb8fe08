import { recordAudit } from '@/lib/audit/record-audit'
import { can } from '@/lib/auth/permissions'
import { now } from '@/lib/core/clock'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import { keepProgress, settleClaimed, type Claimed } from './claim-import'
import { failImport } from './fail-import'
import { removeImportFile } from './import-file'
import type { Actor, ImportKind, Planned } from './kind'
import { LIMITS } from './limits'
import { FieldDifferences, type Counts } from './schema'

const TIMEOUT = 15 * 60_000
type Staged = { number: number; action: string; data: unknown; differences: unknown }

/** What was shown is not what would be written any longer. */
class ChangedSince extends Error {}

/**
 * Writes all rows that were staged, or none: one transaction, which ends only if the import is still this worker's, and in
 * which each batch is planned once more and must come out as it was shown. Otherwise the file is checked anew.
 */
export async function commitImport(claimed: Claimed, kind: ImportKind, actor: Actor): Promise<void> {
  if (!(await inOrganisation(claimed, (tx) => mayStill(tx, claimed, kind))))
    return failImport(claimed, 'imports.fault.right')
  try {
    const { errors } = await inOrganisation(claimed, (tx) => writeAll(tx, claimed, kind, actor), TIMEOUT)
    if (errors === 0) await removeImportFile(claimed.id)
  } catch (error) {
    if (!(error instanceof ChangedSince) && !isViolation(error)) throw error
    await inOrganisation(claimed, (tx) =>
      settleClaimed(tx, claimed, { state: 'CHECKING', done: 0, fault: 'imports.fault.changedSince' }),
    )
  }
}

async function writeAll(tx: Tx, claimed: Claimed, kind: ImportKind, actor: Actor): Promise<Counts> {
  const { id, organisationId, userId } = claimed
  const found = await tx.import.findUniqueOrThrow({ where: { id }, select: { counts: true } })
  const counts = { ...(found.counts as Counts), created: 0, changed: 0 }
  const last = await tx.importRow.aggregate({ where: { importId: id }, _max: { number: true } })
  const end = last._max.number ?? 0
  let next = staged(claimed, 0)
  let kept = Promise.resolve()
  for (let after = 0, done = 0; after < end; after += LIMITS.batch) {
    const rows = await next
    // Read while these are written: what was staged was committed before, and a connection has one processor.
    next = staged(claimed, after + LIMITS.batch)
    next.catch(() => {}) // thrown where it is waited for
    if (rows.length === 0) continue
    const data = rows.map((row) => row.data)
    const planned = await kind.plan(tx, actor, data)
    if (rows.some((row, at) => isOther(row, planned[at]))) throw new ChangedSince()
    const written = await kind.commit(tx, actor, data)
    counts.created += written.created
    counts.changed += written.changed
    if (written.created + written.changed !== rows.length) throw new ChangedSince()
    await kept
    kept = keepProgress(claimed, (done += rows.length)) // beside the next rows
    kept.catch(() => {}) // thrown where it is waited for
  }
  await kept
  await tx.importRow.deleteMany({ where: { importId: id, action: { not: 'error' } } })
  await recordAudit(tx, {
    organisationId,
    userId,
    action: `${kind.name}.import`,
    subjectType: 'import',
    subjectId: id,
    details: counts,
  })
  const gone = counts.errors === 0 ? { destroyedAt: now() } : {}
  await settleClaimed(tx, claimed, { state: 'DONE', counts, examples: [], ...gone })
  return counts
}

/** Between two numbers: rows staged just now are unknown to the planner, which for a mere LIMIT would sort all that follow. */
const staged = (claimed: Claimed, after: number): Promise<Staged[]> =>
  inOrganisation(
    claimed,
    (tx) => tx.$queryRaw<Staged[]>`
      SELECT number, action, data, differences FROM import_rows
      WHERE import_id = ${claimed.id}::uuid AND action <> 'error' AND number > ${after} AND number <= ${after + LIMITS.batch}
      ORDER BY number`,
  )

function isOther(row: Staged, plan: Planned | undefined): boolean {
  if (plan?.action !== row.action) return true
  if (plan.action !== 'change') return false
  const told = (differences: { field: string; old: string; new: string }[]) =>
    JSON.stringify(differences.map((one) => [one.field, one.old, one.new]))
  return told(FieldDifferences.parse(row.differences)) !== told(plan.differences)
}

/** The person may have lost the right, or the access, since the button was pressed. */
async function mayStill(tx: Tx, { userId }: Claimed, kind: ImportKind): Promise<boolean> {
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: { roles: true, elkModule: true, disabledAt: true },
  })
  return user !== null && user.disabledAt === null && can(user, kind.permission)
}

/** A rule of the database that a row of somebody else's, written at the same moment, makes ours break. */
const isViolation = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  (error.code === 'P2002' || /\b(23505|40001|40P01)\b/.test(JSON.stringify(error.meta ?? {})))
