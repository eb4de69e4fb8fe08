import type { Readable } from 'node:stream'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import type { CellFault } from './cell-fault'
import { borrowImportFile } from './import-file'
import type { ImportKind } from './kind'
import { ownImport } from './own-import'
import { RowErrors } from './schema'
import { tableRows } from './table-rows'
import { writeXlsx } from './write-xlsx'

type Words = (message: string) => string

/** The rows that were not taken, as they stand in the file, with a column «Ошибка» that says why (I04). */
export async function writeFailedRows(
  session: Session,
  kinds: readonly ImportKind[],
  input: { importId: string },
  words: Words,
): Promise<Readable> {
  const { found } = await inOrganisation(session, (tx) => ownImport(tx, session, kinds, input.importId))
  if (found.destroyedAt || (found.state !== 'CHECKED' && found.state !== 'DONE'))
    throw new Refusal('CONFLICT', 'imports.errors.gone')
  return writeXlsx(words('imports.errors.sheet'), failedRows(session, found, words))
}

async function* failedRows(
  session: Session,
  { id: importId, header }: { id: string; header: string[] },
  words: Words,
): AsyncGenerator<string[]> {
  const heading = words('imports.errors.heading')
  // A file that was brought back has the column already: what it says is old.
  const own = header.flatMap((name, at) => (name === heading ? [] : [at]))
  yield [...own.map((at) => header[at] ?? ''), heading]
  const { file, release } = await borrowImportFile(importId)
  try {
    for await (const rows of tableRows(file)) {
      const numbers = rows.map(({ number }) => number)
      const found = await inOrganisation(session, (tx) =>
        tx.importRow.findMany({
          where: { importId, action: 'error', number: { in: numbers } },
          select: { number: true, errors: true },
        }),
      )
      const wrong = new Map(found.map(({ number, errors }) => [number, RowErrors.parse(errors)]))
      for (const { number, cells, faults } of rows) {
        const errors = wrong.get(number)
        if (!errors) continue
        const told = errors.map(({ column, message }) => `${column}: ${words(message)}`).join('; ')
        yield [
          ...own.map((at) => damaged(cells[at] ?? '', faults?.find(({ column }) => column === at)?.fault)),
          told,
        ]
      }
    }
  } finally {
    await release()
  }
}

/** What is left of a cell that could not be read: never something that would pass when the file comes back as it is. */
function damaged(text: string, fault: CellFault | undefined): string {
  if (fault === undefined) return text
  return fault === 'rounded' || fault === 'date' ? `≈${text}` : ''
}
