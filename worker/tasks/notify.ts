import { env } from '@/lib/core/env'
import type { ApplicantKind } from '@/lib/core/generated/prisma/enums'
import { log } from '@/lib/core/logger'
import {
  claimNotification,
  claimUnanswered,
  type DueNotification,
} from '@/lib/notifications/claim-notifications'
import { keepLeaving, settleSent, settleWords } from '@/lib/notifications/settle-notification'
import type { Geps, Notification } from '@/lib/smev/geps/gateway'
import type { ReceiveOutcome } from '@/lib/smev/gateway'

const MOST = 200
const LOOK_UPS = 20

const recipients: Record<ApplicantKind, Omit<Notification['recipient'], 'value'>> = {
  PERSON: { kind: 'PHYSICAL_PERSON', by: 'SNILS' },
  SOLE_TRADER: { kind: 'SOLE_PROPRIETOR', by: 'INN' },
  LEGAL_ENTITY: { kind: 'LEGAL_PERSON', by: 'INN' },
}

/** Sends every notification that is due, then takes what ГЭПС said of those before. */
export async function notify(geps: Geps): Promise<void> {
  const { SMEV_TIMEOUT_SECONDS, SMEV_LOOK_UP_MINUTES } = env()
  for (let sent = 0; sent < MOST; sent++) {
    // With the question whether it is there already, a send is two exchanges.
    const due = await claimNotification(2 * SMEV_TIMEOUT_SECONDS)
    if (!due) break
    await sendOne(geps, due, SMEV_LOOK_UP_MINUTES)
  }
  for (let taken = 0; taken < MOST && (await take(geps, await geps.receive())); taken++);
  for (const id of await claimUnanswered(SMEV_LOOK_UP_MINUTES, LOOK_UPS))
    await take(geps, await geps.lookUp(id))
}

async function sendOne(geps: Geps, due: DueNotification, lookUpMinutes: number): Promise<void> {
  const { id, recipientKind, identifier, title, text } = due
  const bytes = geps.prepare(id, {
    recipient: { ...recipients[recipientKind], value: identifier.replace(/\D/g, '') },
    title,
    text,
  })
  await keepLeaving(id, bytes)
  const outcome = await geps.send(bytes, id, due.attempts > 1)
  const { verdict } = outcome
  const fault = 'fault' in outcome ? `${outcome.fault}: ${outcome.text}` : undefined
  log.debug('notification.sent', { id, verdict, attempt: due.attempts })
  await settleSent(
    id,
    { verdict: verdict === 'taken' || verdict === 'fix' ? verdict : 'retry', fault, raw: outcome.raw },
    lookUpMinutes,
  )
}

/** Whether there may be more. */
async function take(geps: Geps, received: ReceiveOutcome): Promise<boolean> {
  if (received.kind === 'empty') return false
  if (received.kind === 'fault') {
    log.warn('notifications.fault', { fault: received.fault, verdict: received.verdict })
    return false
  }
  await settleWords(received.raw, geps.read(received.raw))
  return true
}
