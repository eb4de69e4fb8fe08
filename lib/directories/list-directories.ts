import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation, type Tx } from '@/lib/core/db'
import type { DirectoryImportState } from '@/lib/core/generated/prisma/enums'
import { usualDriver } from '@/lib/delivery/drivers'
import { senderProblemIn } from './find-sender-problem'
import { directoryNumbers, type DirectoryNumber, type SenderProblem } from './schema'

export type DirectoryState = {
  directory: DirectoryNumber
  rows: number
  unconfirmed: number
  /** What the rows come of; null: not of ЕСНСИ. */
  applied: { revision: number | null; revisionDate: Date | null; fileName: string | null; at: Date } | null
  stale: boolean
  /** The last reading that was asked for. */
  reading: {
    id: string
    state: DirectoryImportState
    requestedAt: Date
    received: number
    expected: number | null
    sentAt: Date | null
    /** When it is tried again, after a fault. */
    nextAttemptAt: Date | null
    fault: string | null
  } | null
}
export type DirectoriesPage = {
  rows: DirectoryState[]
  sender: SenderProblem | null
  /** Whether they can be read: by СМЭВ itself, and by no other driver. */
  direct: boolean
  at: Date
}

const STALE_DAYS = 90

/** «Справочники»: what there is, of which revision, and how the reading of ЕСНСИ goes. */
export async function listDirectories(session: Session): Promise<DirectoriesPage> {
  return inOrganisation(session, async (tx) => {
    const { smevDriver } = await tx.organisation.findUniqueOrThrow({
      where: { id: session.organisationId },
      select: { smevDriver: true },
    })
    const rows: DirectoryState[] = []
    for (const directory of directoryNumbers) rows.push(await stateOf(tx, directory))
    return {
      rows,
      sender: await senderProblemIn(tx, session.organisationId),
      direct: (smevDriver ?? usualDriver()) === 'DIRECT',
      at: now(),
    }
  })
}

async function stateOf(tx: Tx, directory: DirectoryNumber): Promise<DirectoryState> {
  const open = { directory, closedAt: null }
  const [applied] = await tx.directoryImport.findMany({
    where: { directory, state: 'APPLIED', decidedAt: { not: null } },
    orderBy: { decidedAt: 'desc' },
    omit: { rows: true },
    take: 1,
  })
  const [last] = await tx.directoryImport.findMany({
    where: { directory },
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    omit: { rows: true },
    take: 1,
  })
  const at = applied?.decidedAt
  return {
    directory,
    rows: await tx.directoryEntry.count({ where: open }),
    unconfirmed: await tx.directoryEntry.count({ where: { ...open, confirmed: false } }),
    applied:
      applied && at
        ? {
            revision: applied.revision,
            revisionDate: applied.revisionDate,
            fileName: applied.fileName,
            at,
          }
        : null,
    stale: at !== null && at !== undefined && now().getTime() - at.getTime() > STALE_DAYS * 86_400_000,
    reading: last
      ? {
          id: last.id,
          state: last.state,
          requestedAt: last.requestedAt,
          received: last.received,
          expected: last.expected,
          sentAt: last.sentAt,
          nextAttemptAt: last.lastFault && !last.sentAt ? last.nextAttemptAt : null,
          fault: last.fault ?? last.lastFault,
        }
      : null,
  }
}
