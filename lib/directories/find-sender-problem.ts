import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { directories, ReadAttributes, type SenderProblem } from './schema'

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
  const blocked = ReadAttributes.parse(row.attributes).esnsi.BLOCKED ?? ''
  return /^(true|1|да)$/i.test(blocked) ? 'blocked' : null
}
