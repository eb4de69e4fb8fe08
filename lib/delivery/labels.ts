import type { DeliveryState, MessageState } from '@/lib/core/generated/prisma/enums'
import type { DeliveryView } from './schema'

type Shown = {
  state: DeliveryState
  held: boolean
  /** Its application's Create cannot be transferred. */
  stopped?: boolean
  takeBackUntil?: Date | null
  attempts: number
  nextAttemptAt: Date | null
  sentAt: Date | null
  escalatedAt: Date | null
}
export type Tone = 'muted' | 'wait' | 'ok' | 'no'

const NO_ANSWER_MINUTES = 10

export const isUnanswered = (sentAt: Date | string | null | undefined, at: Date): boolean =>
  Boolean(sentAt) && at.getTime() - new Date(sentAt ?? at).getTime() > NO_ANSWER_MINUTES * 60_000

/** What the change is shown as: in a message it is «отправлено» once СМЭВ has taken that. */
export const shownState = (
  state: DeliveryState,
  message: { state: MessageState } | null | undefined,
): DeliveryState => (state === 'SENDING' && message?.state === 'SENT' ? 'SENT' : state)

/** Why it has not arrived: of what is under way its message knows it best. */
export const shownFault = (
  state: DeliveryState,
  fault: string | null,
  message: { lastFault: string | null } | null | undefined,
): string | null => {
  if (state === 'SENT') return null
  const last = message?.lastFault ?? null
  return state === 'SENDING' ? (last ?? fault) : (fault ?? last)
}

/** Tells a delivery as it is: «отправлено» is not «принято» (decision 2). Pure. */
export function viewOf(delivery: Shown, at: Date): DeliveryView {
  switch (delivery.state) {
    case 'ACCEPTED':
      return 'accepted'
    case 'REFUSED':
      return 'refused'
    case 'FAILED':
      return 'technical'
    case 'SKIPPED':
      return 'skipped'
    case 'IMPOSSIBLE':
      return 'impossible'
    case 'SUPERSEDED':
      return 'superseded'
    case 'SENT':
      return isUnanswered(delivery.sentAt, at) ? 'noAnswer' : 'sent'
    default:
      if (delivery.takeBackUntil && delivery.takeBackUntil > at) return 'takeBack'
      if (delivery.stopped) return 'impossible'
      if (delivery.held) return 'held'
      if (delivery.escalatedAt) return 'expired'
      if (delivery.state === 'QUEUED') return 'queued'
      return delivery.attempts > 0 && delivery.nextAttemptAt && delivery.nextAttemptAt > at
        ? 'retry'
        : 'sending'
  }
}

/** Until when a change that waits may be taken back: it was given that time, and no message was ever made of it. */
export const takeBackUntil = (delivery: {
  state: DeliveryState
  messageId: string | null
  notBefore: Date
  createdAt: Date
}): Date | null =>
  delivery.state === 'QUEUED' && !delivery.messageId && delivery.notBefore > delivery.createdAt
    ? delivery.notBefore
    : null

export const tones: Record<DeliveryView, Tone> = {
  takeBack: 'wait',
  queued: 'wait',
  held: 'wait',
  sending: 'wait',
  retry: 'wait',
  sent: 'wait',
  noAnswer: 'wait',
  accepted: 'ok',
  refused: 'no',
  technical: 'no',
  expired: 'no',
  skipped: 'muted',
  impossible: 'muted',
  superseded: 'muted',
}

/** How «Передача» is divided. */
export const deliveryGroups = [
  'waiting',
  'answer',
  'refused',
  'technical',
  'impossible',
  'accepted',
  'superseded',
] as const
export type DeliveryGroup = (typeof deliveryGroups)[number]

/** Codes of ЕПГУ with a text of their own (protocol.md §2.2); any other is shown with its number. */
export const knownCodes = [4, 5, 13, 28, 31, 34, 38] as const

/** A message that ended its workers. */
export const WORKER_DIED = 'WorkerDied'
/** What СМЭВ refused is the answer of ЕПГУ. */
export const ANSWER_REFUSED = 'AnswerRefused'
const UNSAID: ReadonlySet<string> = new Set(['AnswerWithoutOrder', ANSWER_REFUSED])
/** ЕПГУ has the change, and no answer says what it did with it: a later one may. */
export const isUnsaid = (fault: string | null): boolean => UNSAID.has(faultName(fault))

/** Technical faults with words of their own; any other came from СМЭВ and is told with its name. */
export const ownFaults = [
  'OwnCheck',
  'FileTooLarge',
  'AnswerWithoutOrder',
  ANSWER_REFUSED,
  'RequestRejected',
  WORKER_DIED,
  'Reconciled',
] as const
const UNNAMED = 'unknown'

/** A fault by its name alone, fit for a list: what СМЭВ says in its place may quote anything. */
export function faultName(fault: string | null): string {
  const name = fault?.split(':', 1)[0] ?? ''
  return /^[\w.-]{1,60}$/.test(name) ? name : UNNAMED
}

/** Whose words tell of this technical fault. */
export function failureOf(fault: string | null): (typeof ownFaults)[number] | 'smev' | 'unknown' {
  const name = faultName(fault)
  return ownFaults.find((own) => own === name) ?? (name === UNNAMED ? name : 'smev')
}

export const FILE_IS_MISSING = 'FileIsMissing'
/** What threw in our own process. */
export const OWN_ERROR = 'OwnError'
/** The same while it is tried again soon, and no administrator is told yet. */
export const OWN_TROUBLE = 'OwnTrouble'
/** By which of both it goes after this: who was told of it, by whichever process, is told by the same name until it is over. */
export const ownFault = (last: string | null) => (faultName(last) === OWN_ERROR ? OWN_ERROR : OWN_TROUBLE)

/** It waits for a file of its own that is not on the server, and for nothing else. */
export const awaitsFile = ({ state, fault }: { state: DeliveryState; fault: string | null }): boolean =>
  state === 'QUEUED' && faultName(fault) === FILE_IS_MISSING

/** What СМЭВ itself calls it, where it does. */
export const faultCode = (fault: string | null): string =>
  /SMEV-\d+/.exec(fault ?? '')?.[0] ?? faultName(fault)
