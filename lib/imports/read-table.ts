import { open } from 'node:fs/promises'
import { BadFile } from './bad-file'
import { detectFormat } from './detect'
import { openArchive } from './open-archive'
import { readCsv } from './read-csv'
import { readWorkbook } from './read-workbook'
import { readXlsx } from './read-xlsx'
import type { TableFacts, TakeRows } from './table'

export type ReadTable = { ok: true; facts: TableFacts } | { ok: false; message: string }

/**
 * The rows of an XLSX or CSV file as text, in batches, the next when the one before has been taken. What is wrong with the
 * file is a value; what `take` throws is thrown.
 */
export async function readTable(path: string, take: TakeRows): Promise<ReadTable> {
  try {
    const { format, size } = await lookAt(path)
    return { ok: true, facts: await (format === 'zip' ? readXlsx(path, take) : readCsv(path, size, take)) }
  } catch (error) {
    if (error instanceof BadFile) return { ok: false, message: error.message }
    throw error
  }
}

/** What can be said against a file without reading its rows, or null. */
export async function judgeTable(path: string): Promise<string | null> {
  try {
    const { format } = await lookAt(path)
    if (format === 'text') return null
    const archive = await openArchive(path)
    await readWorkbook(archive).finally(archive.close)
    return null
  } catch (error) {
    if (error instanceof BadFile) return error.message
    throw error
  }
}

async function lookAt(path: string): Promise<{ format: 'zip' | 'text'; size: number }> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(4096)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const { size } = await file.stat()
    return { format: detectFormat(head.subarray(0, bytesRead)), size }
  } finally {
    await file.close()
  }
}
