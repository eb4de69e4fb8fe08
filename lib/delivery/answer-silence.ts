import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { raiseAlarm } from './raise-alarm'

const KIND = 'answer.silence'
const POLLS = 3 // in a row
const LEAST = 60_000 // ms of them; told again as often while it lasts

/** Of each driver that this process polls: polls without any answer, and when that is told next; null: the last poll was good. */
const silences = new Map<SmevDriver, { polls: number; tellAt: number } | null>()

/** A poll met with nothing, not even a fault's bytes. Where sends are met so too, their alarm says it. */
export async function noteSilence(
  driver: SmevDriver,
  { fault, text }: { fault: string; text: string },
): Promise<void> {
  const at = performance.now()
  const silence = silences.get(driver) ?? { polls: 0, tellAt: at + LEAST }
  silences.set(driver, silence)
  if (++silence.polls < POLLS || at < silence.tellAt) return
  silence.tellAt = at + LEAST
  await asWorker(async (tx) => {
    const where = { kind: 'send.down', subject: driver, resolvedAt: null }
    if ((await tx.alarm.count({ where })) === 0) await raiseAlarm(tx, KIND, `${driver}: ${fault}`, text)
  })
}

/** Answers can be fetched, whatever a process before this one has told. */
export async function endSilence(driver: SmevDriver): Promise<void> {
  if (silences.get(driver) === null) return
  await asWorker((tx) =>
    tx.alarm.updateMany({
      where: { kind: KIND, subject: { startsWith: `${driver}:` }, resolvedAt: null },
      data: { resolvedAt: now() },
    }),
  )
  silences.set(driver, null)
}
