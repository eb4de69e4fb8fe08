import { say } from '@/lib/core/message'
import { BadFile } from '@/lib/imports/bad-file'
import { readTable } from '@/lib/imports/read-table'
import { readDirectoryXml, type DirectoryTable } from './read-xml'
import { keyColumns, toRows } from './rows'
import type { DirectoryRow } from './schema'

type ReadFile = { ok: true; rows: DirectoryRow[] } | { ok: false; fault: string }

/** The rows of a directory from a CSV, an XLSX or an XML of ЕСНСИ; what is wrong with the file is a value. */
export async function readDirectoryFile(path: string, directory: number): Promise<ReadFile> {
  const table = await readAny(path)
  if (!table.ok) return table
  const { attributes, records } = table
  const found = toRows(directory, { attributes, records })
  if (!found.ok) {
    const lacks = /noCode|noName/.test(found.fault)
    const [code, name] = keyColumns(directory)
    const columns = attributes.slice(0, 20).join(', ').slice(0, 500)
    return lacks
      ? {
          ok: false,
          fault: say('directories.fault.notLike', { directory: `№ ${directory}`, code, name, columns }),
        }
      : found
  }
  if (found.rows.length === 0) return { ok: false, fault: 'directories.fault.emptyFile' }
  const seen = new Set<string>()
  for (const { code } of found.rows) {
    if (seen.has(code)) return { ok: false, fault: say('directories.fault.twice', { code }) }
    seen.add(code)
  }
  return found
}

async function readAny(
  path: string,
): Promise<({ ok: true } & DirectoryTable) | { ok: false; fault: string }> {
  let head: string[] | undefined
  const records: Record<string, string>[] = []
  const read = await readTable(path, async (rows) => {
    for (const { cells } of rows) {
      if (!head) head = cells.map((cell) => cell.trim())
      else {
        const record: Record<string, string> = {}
        // Of two columns of one name the first counts.
        for (const [at, name] of head.entries())
          if (name && !Object.hasOwn(record, name)) record[name] = cells[at] ?? ''
        records.push(record)
      }
    }
  })
  if (read.ok) return { ok: true, attributes: [...new Set((head ?? []).filter(Boolean))], records }
  if (read.message !== 'imports.file.xml') return { ok: false, fault: read.message }
  try {
    return { ok: true, ...(await readDirectoryXml(path)) }
  } catch (error) {
    if (error instanceof BadFile) return { ok: false, fault: error.message }
    throw error
  }
}
