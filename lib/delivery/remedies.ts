import { now } from '@/lib/core/clock'
import type { DeliveryState } from '@/lib/core/generated/prisma/enums'
import { isUnanswered } from './labels'
import type { DeliveryView } from './schema'

/** What a person may do about a refusal, in the order of the buttons. */
export type Remedy =
  | 'chooseStatus'
  | 'correct'
  | 'changeNumber'
  | 'continue'
  | 'createAgain'
  | 'resend'
  | 'skip'
  | 'impossible'
  | 'transferAgain'

const byCode: Record<number, { CREATE: Remedy[]; UPDATE: Remedy[] }> = {
  4: { CREATE: ['resend'], UPDATE: ['chooseStatus', 'skip'] },
  5: { CREATE: ['correct', 'resend'], UPDATE: ['resend', 'skip'] },
  13: { CREATE: ['resend', 'correct'], UPDATE: ['resend', 'skip'] },
  28: { CREATE: ['resend'], UPDATE: ['createAgain', 'resend', 'skip'] },
  31: { CREATE: ['correct', 'resend'], UPDATE: ['chooseStatus', 'skip'] },
  34: { CREATE: ['continue', 'changeNumber'], UPDATE: ['skip'] },
  38: { CREATE: ['correct'], UPDATE: ['skip'] },
}

type Waiting = { view: DeliveryView; messageId: string | null } & Parameters<typeof remedies>[0]

/** What a press on a row of «Передача» would do, if anything. */
export function resendOf(row: Waiting): 'retryNow' | 'resend' | null {
  if (row.view === 'retry' || row.view === 'expired') return row.messageId ? 'retryNow' : null
  return remedies(row).includes('resend') ? 'resend' : null
}

export function remedies(
  delivery: {
    kind: 'CREATE' | 'UPDATE'
    answerCode: number | null
    state: DeliveryState
    sentAt?: Date | string | null
  },
  at: Date = now(),
): Remedy[] {
  if (delivery.state === 'FAILED')
    return delivery.kind === 'CREATE'
      ? ['resend', 'correct', 'impossible']
      : ['resend', 'chooseStatus', 'skip']
  if (delivery.state === 'IMPOSSIBLE') return ['transferAgain']
  if (delivery.state === 'SENT') return isUnanswered(delivery.sentAt, at) ? ['resend'] : []
  if (delivery.state !== 'REFUSED') return []
  const known = delivery.answerCode === null ? undefined : byCode[delivery.answerCode]
  if (delivery.kind === 'CREATE') return [...(known?.CREATE ?? ['correct', 'resend']), 'impossible']
  return known?.UPDATE ?? ['resend', 'skip']
}
