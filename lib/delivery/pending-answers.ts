import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { raiseAlarm } from './raise-alarm'

export type PendingAnswer = { id: bigint; body: Uint8Array; processed: boolean; known: boolean }

/** Answers that were stored but not yet read, or read but not yet acknowledged: a worker died in between, or it failed. */
export async function pendingAnswers(
  limit: number,
  after: bigint,
  except: bigint[] = [],
  driver: SmevDriver = 'DIRECT',
): Promise<PendingAnswer[]> {
  return asWorker(async (tx) => {
    const rows = await tx.envelope.findMany({
      where: {
        direction: 'IN',
        driver,
        id: { gt: after, notIn: except },
        OR: [{ processedAt: null }, { ackedAt: null }],
      },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true, body: true, processedAt: true, organisationId: true },
    })
    return rows.map((row) => ({
      id: row.id,
      body: row.body ?? new Uint8Array(), // what waits is never destroyed
      processed: row.processedAt !== null,
      known: row.organisationId !== null,
    }))
  })
}

/** The answer's own id and that it needs no more acknowledging: it was, or it must not be (decision 3). */
export const markAcknowledged = (id: bigint): Promise<unknown> =>
  asWorker((tx) => tx.envelope.update({ where: { id }, data: { ackedAt: now() }, select: { id: true } }))

/** An answer that could not be settled is told once; it is tried again, and keeps nothing else from being settled. */
export const markFailed = (id: bigint): Promise<void> =>
  asWorker((tx) => raiseAlarm(tx, 'answer.failed', String(id), 'settling this answer failed: see the log'))
