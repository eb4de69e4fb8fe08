import { z } from 'zod'
import type { Tx } from '@/lib/core/db'
import {
  DocumentAttributes,
  ReadAttributes,
  StatusAttributes,
  directories,
  type DocumentEntry,
  type Entry,
  type StatusEntry,
  type TemplateEntry,
} from './schema'

/** Open entries are for choosing; all of them name what old applications hold. */
type Which = 'open' | 'all'
const rowsOf = (directory: number, which: Which) => ({
  directory,
  ...(which === 'open' ? { closedAt: null } : {}),
})

/** The entries of one directory, by name. */
export async function listDirectory(tx: Tx, directory: number, which: Which = 'open'): Promise<Entry[]> {
  return tx.directoryEntry.findMany({
    where: rowsOf(directory, which),
    select: { code: true, name: true, confirmed: true },
    orderBy: { name: 'asc' },
  })
}

/** ЕСНСИ 7212 with what the product knows of each status. A code that is no number cannot be sent. */
export const listStatuses = async (tx: Tx, which: Which = 'open'): Promise<StatusEntry[]> =>
  readStatuses(await tx.directoryEntry.findMany({ where: rowsOf(directories.status, which) }))

const StatusRows = z.array(
  z.object({ code: z.string(), name: z.string(), confirmed: z.boolean(), attributes: StatusAttributes }),
)
/** Rows of ЕСНСИ 7212 as the database has them. */
export function readStatuses(rows: unknown): StatusEntry[] {
  return StatusRows.parse(rows ?? [])
    .filter(({ code }) => /^-?\d{1,5}$/.test(code))
    .map(({ code, name, confirmed, attributes }) => ({
      code,
      name,
      confirmed,
      number: Number(code),
      ...attributes,
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

// FreeMarker: `${(text)!}`. What 7293 looks like is not public; its one known template has the parameter `text` (protocol.md, 1.5).
const PARAMETER = /\$\{[\s(]*([A-Za-z_]\w{0,99})/g

const LONGEST = 20_000

/** ЕСНСИ 7293 with what each template takes. */
export async function listTemplates(tx: Tx, which: Which = 'open'): Promise<TemplateEntry[]> {
  const rows = await tx.directoryEntry.findMany({
    where: rowsOf(directories.template, which),
    orderBy: { name: 'asc' },
  })
  return rows.map(({ code, name, confirmed, attributes }) => {
    const told = [code, name, ...Object.values(ReadAttributes.parse(attributes).esnsi)]
    const texts = told.join(' ').slice(0, LONGEST)
    const params = [...new Set([...texts.matchAll(PARAMETER)].map(([, param = '']) => param))].slice(0, 20)
    return { code, name, confirmed, params: params.length > 0 ? params : ['text'] }
  })
}
