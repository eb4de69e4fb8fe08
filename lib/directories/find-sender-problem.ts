import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { directories, ReadAttributes, type DirectoryRow, type SenderProblem } from './schema'

/** Whether ЕСНСИ lets this organisation send (D03); nothing is known before 8248 was read. */
export const findSenderProblem = (session: Session): Promise<SenderProblem | null> =>
  inOrganisation(session, (tx) => senderProblemIn(tx, session.organisationId))

export async function senderProblemIn(tx: Tx, organisationId: string): Promise<SenderProblem | null> {
  const directory = directories.sender
  if ((await tx.directoryEntry.count({ where: { directory, closedAt: null } })) === 0) return null
  const own = await tx.organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { inn: true, kpp: true },
  })
  const row = await tx.directoryEntry.findFirst({
    where: { directory, code: `${own.inn}_${own.kpp}`, closedAt: null },
  })
  if (!row) return 'absent'
  return isBlocked(ReadAttributes.parse(row.attributes).esnsi) ? 'blocked' : null
}

const isBlocked = ({ BLOCKED = '' }: Record<string, string>) => /^(true|1|да)$/i.test(BLOCKED)

/** What rows that are not applied yet say of our organisation. */
export type SenderLine = { key: string; is: 'found' | SenderProblem }
export async function senderLine(
  tx: Tx,
  session: Session,
  rows: readonly DirectoryRow[],
): Promise<SenderLine> {
  const own = await tx.organisation.findUniqueOrThrow({
    where: { id: session.organisationId },
    select: { inn: true, kpp: true },
  })
  const key = `${own.inn}_${own.kpp}`
  const row = rows.find(({ code }) => code === key)
  return { key, is: !row ? 'absent' : isBlocked(row.attributes) ? 'blocked' : 'found' }
}
