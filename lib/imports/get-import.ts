import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { doubledNames, matchColumns } from './columns'
import type { ImportKind } from './kind'
import { ownImport } from './own-import'
import { Counts, Examples, Facts, FieldDifferences, Mapping, RowErrors, type ImportView } from './schema'

const SHOWN_ERRORS = 100
const SHOWN_CHANGES = 30

/** Where an import stands, with the first of its errors and differences. */
export function getImport(
  session: Session,
  kinds: readonly ImportKind[],
  input: { importId: string },
): Promise<ImportView> {
  return inOrganisation(session, async (tx) => {
    const { found, kind } = await ownImport(tx, session, kinds, input.importId)
    const { id, state, fileName, createdAt, header, total, done, fault, destroyedAt } = found
    const rows = (action: string, take: number) =>
      tx.importRow.findMany({ where: { importId: id, action }, orderBy: { number: 'asc' }, take })
    const decided = state === 'CHECKED' || state === 'DONE'
    const [bad, changed] = decided
      ? [await rows('error', SHOWN_ERRORS), await rows('change', SHOWN_CHANGES)]
      : [[], []]
    return {
      id,
      kind: kind.name,
      state,
      fileName,
      createdAt,
      facts: Facts.parse(found.facts),
      header,
      examples: Examples.parse(found.examples),
      columns: kind.columns.map(({ key, title, required }) => ({ key, title, required })),
      proposed: matchColumns(kind.columns, header),
      mapping: Mapping.parse(found.mapping),
      doubled: doubledNames(header),
      total,
      done,
      counts: found.counts === null ? null : Counts.parse(found.counts),
      fault,
      errors: bad.flatMap(({ number, errors }) =>
        RowErrors.parse(errors).map(({ column, message }) => ({ row: number, column, message })),
      ),
      differences: changed.flatMap(({ number, data, differences }) =>
        FieldDifferences.parse(differences).map((one) => ({
          row: number,
          subject: kind.subject(data),
          ...one,
        })),
      ),
      fileKept: destroyedAt === null,
    }
  })
}
