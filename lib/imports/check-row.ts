import { say } from '@/lib/core/message'
import type { Mapping } from './columns'
import type { ImportKind } from './kind'
import { LIMITS } from './limits'
import type { RowErrors } from './schema'
import type { TableRow } from './table'

export type CheckedRow = { ok: true; data: unknown } | { ok: false; errors: RowErrors }

/** Everything that is wrong with a row by itself, column by column. Values never enter a message. */
export function checkRow(kind: ImportKind, mapping: Mapping, row: TableRow): CheckedRow {
  const cells: Record<string, string> = {}
  const errors = new Map<string, string>()
  for (const { key, required } of kind.columns) {
    const column = mapping[key] ?? -1
    const text = (row.cells[column] ?? '').trim()
    cells[key] = text
    const fault = row.faults?.find((one) => one.column === column)?.fault
    if (fault)
      errors.set(key, say(`imports.row.cell.${fault}`, fault === 'long' ? { limit: LIMITS.cell } : undefined))
    else if (required && text === '') errors.set(key, 'imports.row.empty')
  }
  const parsed = kind.row.safeParse(cells)
  for (const { path, message } of parsed.error?.issues ?? []) {
    const key = String(path[0] ?? kind.columns[0]?.key)
    if (!errors.has(key)) errors.set(key, message)
  }
  if (parsed.success && errors.size === 0) return { ok: true, data: parsed.data }
  return { ok: false, errors: inColumns(kind, errors) }
}

/** Errors in the order of the columns, under the names that the template gives them. */
export const inColumns = (kind: ImportKind, errors: ReadonlyMap<string, string>): RowErrors =>
  kind.columns.flatMap(({ key, title }) => {
    const message = errors.get(key)
    return message === undefined ? [] : [{ column: title, message }]
  })

/** What may stand once in a file and has stood before. */
export class SeenValues {
  private readonly seen = new Map<string, Map<string, number>>()

  /** The row where each of these values stood before; those that did not are remembered. */
  repeated(values: Record<string, string | null>, row: number): Map<string, string> {
    const errors = new Map<string, string>()
    for (const [key, value] of Object.entries(values)) {
      if (value === null) continue
      let known = this.seen.get(key)
      if (!known) this.seen.set(key, (known = new Map()))
      const before = known.get(value)
      // A copy: the value may be a piece of a chunk of the file, which it would keep in memory.
      if (before === undefined) known.set(Buffer.from(value).toString(), row)
      else errors.set(key, say('imports.row.double', { row: before }))
    }
    return errors
  }
}
