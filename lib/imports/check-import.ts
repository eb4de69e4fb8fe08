import { inOrganisation, type Tx } from '@/lib/core/db'
import { sealJson } from '@/lib/core/seal-value'
import { checkRow, inColumns, SeenValues } from './check-row'
import { keepClaimed, settleClaimed, type Claimed } from './claim-import'
import { failImport } from './fail-import'
import { borrowImportFile } from './import-file'
import type { Actor, ImportKind } from './kind'
import { readTable } from './read-table'
import type { Counts, RowErrors } from './schema'
import type { TableRow } from './table'

type Valid = { number: number; data: unknown }
type Staged = { number: number; action: string; data?: unknown; differences?: unknown; errors?: RowErrors }

/** Checks the whole file and stages what would be written; from the beginning, whatever an earlier attempt left. */
export async function checkImport(claimed: Claimed, kind: ImportKind, actor: Actor): Promise<void> {
  await inOrganisation(claimed, (tx) => tx.importRow.deleteMany({ where: { importId: claimed.id } }))
  const seen = new SeenValues()
  const counts: Counts = { created: 0, changed: 0, same: 0, errors: 0 }
  let done = 0
  let isHeader = true
  let kept = Promise.resolve()
  const { file, release } = await borrowImportFile(claimed.id)
  const read = await readTable(file, async (batch: TableRow[]) => {
    const rows = isHeader ? batch.slice(1) : batch
    isHeader = false
    const { refused, valid } = judgeRows({ claimed, kind, seen }, rows)
    await kept
    // Kept while the next rows are read and judged: the database has a processor of its own.
    kept = inOrganisation(claimed, async (tx) => {
      const staged = [...refused, ...(await planRows(tx, { kind, actor }, valid))]
      counts.same += rows.length - staged.length
      for (const { action } of staged)
        counts[action === 'create' ? 'created' : action === 'change' ? 'changed' : 'errors']++
      await keepClaimed(tx, claimed, { done: (done += rows.length) })
      await insertRows(tx, claimed, staged)
    })
    kept.catch(() => {}) // thrown where it is waited for
  })
    .finally(() => kept)
    .finally(release)
  if (!read.ok) return failImport(claimed, read.message)
  await inOrganisation(claimed, (tx) =>
    settleClaimed(tx, claimed, { state: 'CHECKED', counts, done, total: done }),
  )
}

type Check = { claimed: Claimed; kind: ImportKind; actor: Actor; seen: SeenValues }

/** What is wrong with rows by themselves and among the others of the file. */
function judgeRows({ claimed, kind, seen }: Omit<Check, 'actor'>, rows: TableRow[]) {
  const refused: Staged[] = []
  const valid: Valid[] = []
  for (const row of rows) {
    const { number } = row
    const checked = checkRow(kind, claimed.mapping, row)
    if (!checked.ok) {
      refused.push({ number, action: 'error', errors: checked.errors })
      continue
    }
    const repeated = seen.repeated(kind.unique(checked.data), number)
    if (repeated.size === 0) valid.push({ number, data: checked.data })
    else refused.push({ number, action: 'error', errors: inColumns(kind, repeated) })
  }
  return { refused, valid }
}

/** What each row would do; rows that change nothing are left out. */
async function planRows(
  tx: Tx,
  { kind, actor }: Pick<Check, 'kind' | 'actor'>,
  valid: Valid[],
): Promise<Staged[]> {
  const planned = await kind.plan(
    tx,
    actor,
    valid.map(({ data }) => data),
  )
  return valid.flatMap(({ number, data }, at): Staged[] => {
    const plan = planned[at]
    if (!plan) throw new Error(`the plan of ${kind.name} has fewer rows than it was given`)
    if (plan.action === 'error') {
      const errors = inColumns(kind, new Map([[plan.column, plan.message]]))
      return [{ number, action: 'error', errors }]
    }
    if (plan.action === 'same') return []
    return [{ number, data, ...plan }]
  })
}

/** What a row says of people is sealed; its errors are words, never values. */
function sealed(id: string, { data, differences, ...row }: Staged): Staged {
  const place = (name: string) => ({ column: `import_rows/${name}`, row: `${id}/${row.number}` })
  return {
    ...row,
    ...(data !== undefined && { data: sealJson(place('data'), data) }),
    ...(differences !== undefined && { differences: sealJson(place('differences'), differences) }),
  }
}

const insertRows = (tx: Tx, { id, organisationId }: Claimed, staged: Staged[]) =>
  tx.$executeRaw`
    INSERT INTO import_rows (import_id, organisation_id, number, action, data, differences, errors)
    SELECT ${id}::uuid, ${organisationId}::uuid, number, action, data, coalesce(differences, '[]'), coalesce(errors, '[]')
    FROM jsonb_to_recordset(${JSON.stringify(staged.map((row) => sealed(id, row)))}::jsonb)
      AS r(number integer, action text, data jsonb, differences jsonb, errors jsonb)`
