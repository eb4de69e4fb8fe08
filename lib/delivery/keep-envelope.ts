import { createHash } from 'node:crypto'
import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'
import { foreignId } from '@/lib/core/ids'
import type { EnvelopeDirection, SmevDriver } from '@/lib/core/generated/prisma/enums'

type Kept = {
  direction: EnvelopeDirection
  operation: string
  driver?: SmevDriver
  messageId?: string
  originalMessageId?: string
  organisationId?: string
  body: Uint8Array
}

export const sha256Of = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(bytes).digest())

/** Puts an envelope into the log as it is; nobody has to read or acknowledge it afterwards. */
export async function keepEnvelope(tx: Tx, { body: bytes, ...kept }: Kept): Promise<void> {
  const at = now()
  const body = new Uint8Array(bytes)
  const done = kept.direction === 'IN' ? { processedAt: at, ackedAt: at } : {}
  await tx.envelope.create({
    data: {
      ...kept,
      ...done,
      originalMessageId: kept.originalMessageId && foreignId(kept.originalMessageId),
      body,
      sha256: sha256Of(body),
      createdAt: at,
    },
    select: { id: true },
  })
}
