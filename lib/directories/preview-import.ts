import { z } from 'zod'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import type { DirectoryImportState } from '@/lib/core/generated/prisma/enums'
import { findDifferences, type Difference, type DifferenceCounts } from './differences'
import { findApplied, listKnownRows } from './known-rows'
import { findConsequences, type Consequence } from './find-consequences'
import { senderLine, type SenderLine } from './find-sender-problem'
import { directories, DirectoryRow, type DifferenceKind } from './schema'

export type Preview = {
  importId: string
  directory: number
  state: DirectoryImportState
  revision: number | null
  revisionDate: Date | null
  receivedAt: Date | null
  fileName: string | null
  /** The reading these differences were counted from: applying asks for it. */
  base: string
  /** When that one was applied. */
  appliedAt: Date | null
  /** Null when it is not, or no more, there to be decided. */
  found: {
    differences: Difference[]
    counts: DifferenceCounts
    more: number
    consequences: Consequence[]
    sender: SenderLine | null
  } | null
}

const SHOWN = 500

/** What applying a reading would change, counted from the rows as they are now. Nothing is written. */
export async function previewImport(
  session: Session,
  { importId, kind }: { importId: string; kind?: DifferenceKind },
): Promise<Preview> {
  return inOrganisation(session, async (tx) => {
    const reading = await tx.directoryImport.findUnique({ where: { id: importId } })
    if (!reading) throw notFound()
    const { directory, state, revision, revisionDate, receivedAt, fileName } = reading
    const applied = await findApplied(tx, directory)
    const told = {
      importId,
      directory,
      state,
      revision,
      revisionDate,
      receivedAt,
      fileName,
      base: applied?.id ?? '',
      appliedAt: applied?.decidedAt ?? null,
    }
    if (state !== 'RECEIVED') return { ...told, found: null }
    const rows = z.array(DirectoryRow).parse(reading.rows)
    const { differences, counts } = findDifferences(await listKnownRows(tx, directory), rows)
    const wanted = kind ? differences.filter((one) => one.kind === kind) : differences
    return {
      ...told,
      found: {
        differences: wanted.slice(0, SHOWN),
        counts,
        more: Math.max(0, wanted.length - SHOWN),
        consequences: await findConsequences(tx, directory, differences),
        sender: directory === directories.sender ? await senderLine(tx, session, rows) : null,
      },
    }
  })
}
