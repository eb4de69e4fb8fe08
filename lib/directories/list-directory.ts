import type { Tx } from '@/lib/core/db'
import {
  DocumentAttributes,
  StatusAttributes,
  directories,
  type DocumentEntry,
  type Entry,
  type StatusEntry,
} from './schema'

/** The open entries of one directory, by name. */
export async function listDirectory(tx: Tx, directory: number): Promise<Entry[]> {
  return tx.directoryEntry.findMany({
    where: { directory, closedAt: null },
    select: { code: true, name: true, confirmed: true },
    orderBy: { name: 'asc' },
  })
}

/** ЕСНСИ 7212 with what the product knows of each status; also closed ones, for old rows. */
export async function listStatuses(tx: Tx): Promise<StatusEntry[]> {
  const rows = await tx.directoryEntry.findMany({ where: { directory: directories.status, closedAt: null } })
  return rows
    .map(({ code, name, confirmed, attributes }) => ({
      code,
      name,
      confirmed,
      number: Number(code),
      ...StatusAttributes.parse(attributes),
    }))
    .sort((a, b) => a.number - b.number)
}

/** ЕСНСИ 7211 with the mask each document's number takes (F09). */
export async function listDocuments(tx: Tx): Promise<DocumentEntry[]> {
  const rows = await tx.directoryEntry.findMany({
    where: { directory: directories.document, closedAt: null },
    orderBy: { name: 'asc' },
  })
  return rows.map(({ code, name, confirmed, attributes }) => ({
    code,
    name,
    confirmed,
    ...DocumentAttributes.parse(attributes),
  }))
}
