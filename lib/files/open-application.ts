import type { Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal, notFound } from '@/lib/core/errors'

/** Locks the application of a file. Whoever changes its status locks it first too, so neither overtakes the other. */
export const lockApplication = (tx: Tx, applicationId: string): Promise<unknown> =>
  tx.$queryRaw`SELECT id FROM applications WHERE id = ${applicationId}::uuid FOR UPDATE`

/** @throws Refusal when the application has ended. */
export async function requireOpen(tx: Tx, applicationId: string): Promise<void> {
  const application = await tx.application.findUnique({
    where: { id: applicationId },
    select: { state: true },
  })
  if (!application) throw notFound()
  if (application.state !== 'DRAFT' && application.state !== 'IN_WORK')
    throw new Refusal('CONFLICT', 'files.applicationEnded')
}

/** @throws Refusal when as many files as may go with one status wait already. */
export async function requireRoom(tx: Tx, applicationId: string): Promise<void> {
  const limit = env().FILES_PER_STATUS
  const waiting = await tx.file.count({ where: { applicationId, removedAt: null, statusChangeId: null } })
  if (waiting >= limit) throw new Refusal('LIMIT', 'files.tooMany', { values: { limit } })
}
