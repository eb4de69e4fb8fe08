import { inOrganisation, type Prisma } from '@/lib/core/db'
import { keepProgress, settleClaimed, type Claimed } from './claim-import'
import { matchColumns, normalName, type ImportColumn, type Mapping as ColumnMapping } from './columns'
import { failImport } from './fail-import'
import { borrowImportFile } from './import-file'
import type { ImportKind } from './kind'
import { Mapping } from './schema'
import { readTable } from './read-table'
import type { TableRow } from './table'

const EXAMPLES = 3
const EVERY = 10_000

/** Reads the whole file once: its head, how many rows it has, what is odd about it, and which column may be which. */
export async function readImport(claimed: Claimed, kind: ImportKind): Promise<void> {
  let header: string[] | undefined
  const examples: string[][] = []
  let count = 0
  const { file, release } = await borrowImportFile(claimed.id)
  const read = await readTable(file, async (rows: TableRow[]) => {
    const before = count
    for (const { cells } of rows) {
      if (!header) {
        header = cells.map((cell) => cell.trim().slice(0, 200))
        continue
      }
      count++
      if (examples.length < EXAMPLES) examples.push(cells.map((cell) => cell.slice(0, 60)))
    }
    if (Math.floor(count / EVERY) > Math.floor(before / EVERY)) await keepProgress(claimed, count)
  }).finally(release)
  if (!read.ok) return failImport(claimed, read.message)
  if (!header) return failImport(claimed, 'imports.fault.header')
  // Every kind needs two columns: a text of one is no table, whatever its name.
  if (read.facts.format === 'csv' && header.length < 2) return failImport(claimed, 'imports.file.binary')
  if (count === 0) return failImport(claimed, 'imports.fault.onlyHeader')
  const head = header
  await inOrganisation(claimed, async (tx) => {
    const last = await tx.import.findFirst({
      where: { kind: kind.name, state: 'DONE', requestedById: claimed.userId },
      orderBy: { createdAt: 'desc' },
      select: { header: true, mapping: true },
    })
    const columns = last ? withNames(kind.columns, last.header, Mapping.parse(last.mapping)) : kind.columns
    const mapping = Object.fromEntries(matchColumns(columns, head).map(({ key, column }) => [key, column]))
    await settleClaimed(tx, claimed, {
      state: 'COLUMNS',
      facts: read.facts as Prisma.InputJsonObject,
      header: head,
      examples,
      mapping,
      total: count,
      done: 0,
    })
  })
}

/** What the person chose the last time is a name of the column from then on. */
function withNames(
  columns: readonly ImportColumn[],
  header: readonly string[],
  mapping: ColumnMapping,
): ImportColumn[] {
  return columns.map((column) => {
    const name = header[mapping[column.key] ?? -1]
    return name && normalName(name) ? { ...column, synonyms: [...column.synonyms, name] } : column
  })
}
