import { now } from '@/lib/core/clock'
import { asWorker, type Tx } from '@/lib/core/db'
import { maskNumbers } from '@/lib/core/text'
import { keepEnvelope, sha256Of } from '@/lib/delivery/keep-envelope'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'

type Sent = { verdict: 'taken' | 'retry' | 'fix'; fault?: string; raw?: Uint8Array }
type Word = { clientId: string; code: string; text: string }

/** Commits the bytes of a notification before they leave; the same ones of a later attempt are there already. */
export async function keepLeaving(id: string, bytes: Uint8Array): Promise<void> {
  await asWorker(async (tx) => {
    const leaving = { direction: 'OUT' as const, operation: 'geps.Send', messageId: id }
    const kept = await tx.envelope.findFirst({
      where: { ...leaving, sha256: sha256Of(bytes) },
      select: { id: true },
    })
    if (!kept) await keepEnvelope(tx, { ...leaving, driver: 'ADAPTER', body: bytes })
  })
}

/** What became of a send. One already settled by an answer that overtook it stays so. */
export async function settleSent(
  id: string,
  { verdict, fault, raw }: Sent,
  lookUpMinutes: number,
): Promise<void> {
  const lastFault = fault ? maskNumbers(fault).slice(0, 2000) : null
  await asWorker(async (tx) => {
    if (raw?.length)
      await keepEnvelope(tx, {
        direction: 'IN',
        operation: 'geps.Send',
        driver: 'ADAPTER',
        originalMessageId: id,
        body: raw,
      })
    const at = now()
    const queued = { id, state: 'QUEUED' as const }
    if (verdict === 'taken')
      await tx.notification.updateMany({
        where: queued,
        data: {
          state: 'SENT',
          sentAt: at,
          lastFault: null,
          nextAttemptAt: new Date(at.getTime() + lookUpMinutes * 60_000),
        },
      })
    else
      await tx.notification.updateMany({
        where: queued,
        data: { lastFault, ...(verdict === 'fix' && { state: 'FAILED', settledAt: at }) },
      })
  })
}

/**
 * Answers of ГЭПС: committed as they came, then applied, once: READ stands above ACCEPT, whichever comes first. One that
 * could not be applied is looked up again, for its notification still waits.
 */
export async function settleWords(raw: Uint8Array, words: readonly Word[]): Promise<void> {
  const came = {
    direction: 'IN' as const,
    operation: 'geps.Get',
    driver: 'ADAPTER' as const,
    originalMessageId: words[0]?.clientId,
    body: raw,
  }
  await asWorker((tx) => keepEnvelope(tx, came))
  await asWorker(async (tx) => {
    if (words.length === 0)
      await raiseAlarm(tx, 'answer.unreadable', 'GEPS', 'an answer of ГЭПС cannot be read')
    for (const word of words) await settleWord(tx, word)
  })
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function settleWord(tx: Tx, { clientId, code, text }: Word): Promise<void> {
  if (!UUID.test(clientId)) return
  const at = now()
  const answerText = maskNumbers(text).slice(0, 1000)
  const open = ['QUEUED', 'SENT'] as const
  if (code === 'READ')
    await tx.notification.updateMany({
      where: { id: clientId, state: { in: [...open, 'ACCEPTED'] } },
      data: { state: 'READ', readAt: at, settledAt: at },
    })
  else if (code === 'ACCEPT' || code === 'REJECT')
    await tx.notification.updateMany({
      where: { id: clientId, state: { in: [...open] } },
      data: {
        state: code === 'ACCEPT' ? 'ACCEPTED' : 'REJECTED',
        settledAt: at,
        answerText,
        lastFault: null,
      },
    })
}
