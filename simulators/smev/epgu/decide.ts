import { randomUUID } from 'node:crypto'
import type { Forced, Plan } from '../plan'
import type { Answer, MessageEvent, Outcome, StoredFile } from '../store/events'
import type { State } from '../store/state'
import { newMessageId } from '../soap/message-id'
import { fileRejection, orderResponse, schemaRejection } from './answer'
import { checkOrder, findKnown } from './check-order'
import { type Refusal, REFUSALS } from './codes'
import type { Order, StatusChange } from './order'

/** How long a held answer waits for another to overtake it. */
const HOLD_MS = 30_000

export interface Incoming {
  id: string
  at: number
  test: boolean
  orders: Order[]
  /** Why the content or a file cannot be taken, if so. */
  invalid?: string[]
  missingFile?: string
  files: Map<string, StoredFile>
}

/**
 * Decides a whole message in one step without waiting, so that what is written to the journal is all or nothing.
 * Applies each order to the state; the caller records the event.
 */
export function decide(state: State, plan: Plan, message: Incoming): MessageEvent {
  const { id, at } = message
  const event: MessageEvent = { t: 'message', at, id, transaction: randomUUID(), outcomes: [], answers: [] }
  if (message.test) event.test = true
  const refuse = (xml: string) => ({ ...event, answers: [answer(state, at, 'SMEV', xml)] })
  if (message.invalid) return refuse(schemaRejection({ id, text: '', problems: message.invalid }))
  if (message.missingFile) return refuse(fileRejection({ id, text: message.missingFile }))
  const chosen = forcedOn(state, plan, message.orders, (kind) => !isRefusal(kind))
  if (chosen === 'SMEV-403')
    return refuse(schemaRejection({ id, text: '', problems: ['Ответ выбран обучающим.'] }))
  if (chosen === 'silence') return event
  for (const order of message.orders) {
    const outcome = judge(state, plan, message, order)
    if (!message.test) state.applyOutcome(outcome, at)
    event.outcomes.push(outcome)
  }
  event.answers = answers(state, at, event.outcomes, chosen)
  return event
}

/** What the trainer has chosen for these orders; mostly nothing, and then their services are not looked for. */
const forcedOn = (state: State, plan: Plan, orders: Order[], kinds: (kind: Forced) => boolean) =>
  plan.answers.length > 0
    ? plan.takeAnswer(
        orders.map((order) => targetOf(state, order)),
        kinds,
      )
    : undefined

const isRefusal = (kind: Forced): kind is Refusal => REFUSALS.some((code) => code === kind)

function targetOf(state: State, order: Order): string | undefined {
  return order.kind === 'create' ? order.targetCode : findKnown(state, order)?.targetCode
}

function judge(state: State, plan: Plan, message: Incoming, order: Order): Outcome {
  const forced = forcedOn(state, plan, [order], isRefusal)
  const checked = checkOrder(state, order, message.at, new Set(message.files.keys()))
  const code = forced !== undefined && isRefusal(forced) ? forced : checked.code
  const outcome: Outcome = {
    kind: order.kind,
    sender: order.sender,
    orderNumber: order.orderNumber ?? checked.known?.orderNumber,
    elkOrderNumber: checked.known?.elkOrderNumber,
    code,
    statuses: order.statuses.map((change) => statusRecord(change, message.files)),
  }
  if (forced !== undefined) outcome.forced = true
  if (order.kind === 'create' && code === 0) {
    const { applicant, targetCode, requestDate, channel } = order
    outcome.elkOrderNumber = state.nextNumber()
    outcome.created = { applicant, targetCode, requestDate, channel }
  }
  return outcome
}

function statusRecord({ status, date, attachments }: StatusChange, files: Map<string, StoredFile>) {
  return { status, date, files: attachments.flatMap(({ uuid }) => files.get(uuid) ?? []) }
}

function answers(state: State, at: number, outcomes: Outcome[], chosen: Forced | undefined): Answer[] {
  if (chosen === 'parts')
    return outcomes.map((outcome) => answer(state, at, 'MNSV05', orderResponse([outcome])))
  const xml = orderResponse(outcomes)
  const first = answer(state, at, 'MNSV05', xml)
  if (chosen === 'duplicate') return [first, answer(state, at, 'MNSV05', xml)]
  if (chosen === 'reorder') return [{ ...first, held: true, visibleAt: first.visibleAt + HOLD_MS }]
  return [first]
}

function answer(state: State, at: number, from: string, xml: string): Answer {
  return { id: newMessageId(at), visibleAt: at + state.settings.delayMs, from, xml }
}
