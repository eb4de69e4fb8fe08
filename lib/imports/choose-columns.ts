import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { missingColumns, type Mapping } from './columns'
import type { ImportKind } from './kind'
import { ownImport } from './own-import'

/** Says which column of the file is which, and has the whole file checked; before and after a check alike. */
export function chooseColumns(
  session: Session,
  kinds: readonly ImportKind[],
  input: { importId: string; mapping: Mapping },
): Promise<void> {
  return inOrganisation(session, async (tx) => {
    const { found, kind } = await ownImport(tx, session, kinds, input.importId)
    const { header } = found
    const mapping: Mapping = {}
    const taken = new Set<number>()
    for (const { key } of kind.columns) {
      const column = input.mapping[key] ?? null
      if (column !== null && column >= header.length) throw new Refusal('INVALID', 'refusal.invalid')
      if (column !== null && taken.has(column))
        throw new Refusal('INVALID', 'imports.columns.twice', { values: { name: header[column] ?? '' } })
      if (column !== null) taken.add(column)
      mapping[key] = column
    }
    const missing = missingColumns(kind.columns, mapping)
    if (missing.length > 0)
      throw new Refusal('INVALID', 'imports.columns.missing', {
        values: {
          missing: missing.map(({ title }) => title).join(', '),
          found:
            kind.columns.flatMap(({ key, title }) => (mapping[key] === null ? [] : title)).join(', ') || '—',
        },
      })
    const { count } = await tx.import.updateMany({
      where: { id: found.id, state: { in: ['COLUMNS', 'CHECKED'] } },
      data: {
        state: 'CHECKING',
        mapping,
        done: 0,
        fault: null,
        attempts: 0,
        leaseToken: null,
        leaseUntil: null,
        changedAt: now(),
      },
    })
    if (count === 0) throw new Refusal('CONFLICT', 'imports.stateChanged')
  })
}
