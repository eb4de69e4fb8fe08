import { createHash } from 'node:crypto'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import type { ClaimedQuestion } from './claim-question'

/**
 * Commits the id and the bytes of a question before they leave, as they leave. What another certificate had signed stays
 * in the log beside them.
 * @returns whether the question is still to be sent, and by this worker
 */
export async function keepQuestion(
  { importId, organisationId, stored }: ClaimedQuestion,
  messageId: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const body = new Uint8Array(bytes)
  return asWorker(async (tx) => {
    const [held] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM directory_imports WHERE id = ${importId}::uuid AND state IN ('REQUESTED', 'ASKED') AND sent_at IS NULL
        AND message_id IS NOT DISTINCT FROM ${stored?.messageId ?? null}::uuid FOR UPDATE`
    if (!held) return false
    const { id: envelopeId } = await tx.envelope.create({
      data: {
        direction: 'OUT',
        operation: 'SendRequest',
        driver: 'DIRECT',
        messageId,
        organisationId,
        body,
        sha256: new Uint8Array(createHash('sha256').update(body).digest()),
        createdAt: now(),
      },
      select: { id: true },
    })
    await tx.directoryImport.update({
      where: { id: importId },
      data: { messageId, envelopeId, ...(stored ? {} : { asked: { push: messageId } }) },
      select: { id: true },
    })
    return true
  })
}
