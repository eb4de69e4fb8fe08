import { inOrganisation, type Tx } from '@/lib/core/db'
import { sealJson } from '@/lib/core/seal-value'
import { checkRow, inColumns, SeenValues } from './check-row'
import { keepClaimed, settleClaimed, type Claimed } from './claim-import'
import { failImport } from './fail-import'
import { importPath } from './import-file'
import type { Actor, ImportKind } from './kind'
import { readTable } from './read-table'
import type { Counts, RowErrors } from './schema'
import type { TableRow } from './table'

type Staged = { number: number; action: string; data?: unknown; differences?: unknown; errors?: RowErrors }

/** Checks the whole file and stages what would be written; from the beginning, whatever an earlier attempt left. */
export async function checkImport(claimed: Claimed, kind: ImportKind, actor: Actor): Promise<void> {
  await inOrganisation(claimed, (tx) => tx.importRow.deleteMany({ where: { importId: claimed.id } }))
  const seen = new SeenValues()
  const counts: Counts = { created: 0, changed: 0, same: 0, errors: 0 }
  let done = 0
  let isHeader = true
  const read = await readTable(importPath(claimed.id), async (batch: TableRow[]) => {
    const rows = isHeader ? batch.slice(1) : batch
    isHeader = false
    done += rows.length
    await inOrganisation(claimed, async (tx) => {
      const staged = await stageRows(tx, { claimed, kind, actor, seen }, rows)
      counts.same += rows.length - staged.length
      for (const { action } of staged)
        counts[action === 'create' ? 'created' : action === 'change' ? 'changed' : 'errors']++
      await keepClaimed(tx, claimed, { done })
      await insertRows(tx, claimed, staged)
    })
  })
  if (!read.ok) return failImport(claimed, read.message)
  await inOrganisation(claimed, (tx) =>
    settleClaimed(tx, claimed, { state: 'CHECKED', counts, done, total: done }),
  )
}

type Check = { claimed: Claimed; kind: ImportKind; actor: Actor; seen: SeenValues }

/** What each row would do; rows that change nothing are left out. */
async function stageRows(tx: Tx, { claimed, kind, actor, seen }: Check, rows: TableRow[]): Promise<Staged[]> {
  const staged: Staged[] = []
  const valid: { number: number; data: unknown }[] = []
  const refuse = (number: number, errors: RowErrors) => staged.push({ number, action: 'error', errors })
  for (const row of rows) {
    const checked = checkRow(kind, claimed.mapping, row)
    if (!checked.ok) {
      refuse(row.number, checked.errors)
      continue
    }
    const repeated = seen.repeated(kind.unique(checked.data), row.number)
    if (repeated.size > 0) refuse(row.number, inColumns(kind, repeated))
    else valid.push({ number: row.number, data: checked.data })
  }
  const planned = await kind.plan(
    tx,
    actor,
    valid.map(({ data }) => data),
  )
  valid.forEach(({ number, data }, at) => {
    const plan = planned[at]
    if (!plan) throw new Error(`the plan of ${kind.name} has fewer rows than it was given`)
    if (plan.action === 'error') refuse(number, inColumns(kind, new Map([[plan.column, plan.message]])))
    else if (plan.action === 'change')
      staged.push({ number, action: 'change', data, differences: plan.differences })
    else if (plan.action === 'create') staged.push({ number, action: 'create', data })
  })
  return staged
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
