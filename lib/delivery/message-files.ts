import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import type { Facts } from './facts'

/** One change of a message: the id of its delivery, and what the clerk saved. */
export type Change = { id: string; facts: Facts }

export const hasFiles = ({ facts }: Change): boolean => facts.status.attachments.length > 0

export const markStored = (fileId: string): Promise<unknown> =>
  asWorker((tx) => tx.file.updateMany({ where: { id: fileId }, data: { storedAt: now() } }))

export type ToUpload = { changeId: string; file: Facts['status']['attachments'][number] }

/** The files of these changes that the file store has not got yet. */
export async function filesToUpload(changes: Change[]): Promise<ToUpload[]> {
  const attachments = changes.flatMap(({ id, facts }) =>
    facts.status.attachments.map((file) => ({ changeId: id, file })),
  )
  if (attachments.length === 0) return []
  const stored = await asWorker((tx) =>
    tx.file.findMany({
      where: { id: { in: attachments.map(({ file }) => file.fileId) }, storedAt: { not: null } },
      select: { id: true },
    }),
  )
  return attachments.filter(({ file }) => !stored.some((one) => one.id === file.fileId))
}
