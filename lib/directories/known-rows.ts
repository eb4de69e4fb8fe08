import type { Tx } from '@/lib/core/db'
import type { KnownRow } from './differences'
import { ReadAttributes } from './schema'

/** All rows of a directory, closed ones too, with what was read of ЕСНСИ about them. */
export async function listKnownRows(tx: Tx, directory: number): Promise<KnownRow[]> {
  const rows = await tx.directoryEntry.findMany({ where: { directory }, orderBy: { code: 'asc' } })
  return rows.map(({ code, name, confirmed, closedAt, attributes }) => ({
    code,
    name,
    confirmed,
    closed: closedAt !== null,
    attributes: ReadAttributes.parse(attributes).esnsi,
  }))
}

/** The reading of a directory that was applied last: what the rows are now comes of it. */
export const findApplied = (tx: Tx, directory: number) =>
  tx.directoryImport.findFirst({
    where: { directory, state: 'APPLIED' },
    orderBy: { decidedAt: 'desc' },
    select: { id: true, revision: true, revisionDate: true, decidedAt: true },
  })
