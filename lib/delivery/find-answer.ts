import { asWorker } from '@/lib/core/db'

/** The first answer in the log to a message of this id, as it came. */
export async function findAnswer(messageId: string): Promise<Buffer | undefined> {
  const found = await asWorker((tx) =>
    tx.envelope.findFirst({
      where: { originalMessageId: messageId, direction: 'IN', operation: 'GetResponse' },
      orderBy: { id: 'asc' },
      select: { body: true },
    }),
  )
  return found?.body ? Buffer.from(found.body) : undefined
}
