import type { State, OrderRecord } from '../store/state'
import type { Code } from './codes'
import type { NewOrder, Order, StatusChange } from './order'
import { findStatus } from './statuses'
import { instantOf } from './time'

const DAY = 86_400_000
/** Clocks of two machines may differ by this much before a date counts as being in the future. */
const SKEW = 5 * 60_000

export interface Checked {
  code: Code
  known?: OrderRecord
}

/** The portal's own answer to one order, in the order in which its checks have been seen to fire. */
export function checkOrder(state: State, order: Order, now: number, arrived: ReadonlySet<string>): Checked {
  return order.kind === 'create'
    ? { code: checkNew(state, order, now, arrived) }
    : checkChange(state, order, arrived)
}

function checkNew(state: State, order: NewOrder, now: number, arrived: ReadonlySet<string>): Code {
  const requested = instantOf(order.requestDate)
  if (now - requested > state.settings.maxRequestAgeDays * DAY) return 38
  if (requested > now + SKEW || !applicantHolds(state, order, now)) return 5
  if (!filesArrived(order.statuses, arrived)) return 5
  if (!state.services.has(order.targetCode)) return 13
  if (order.statuses.some(({ status }) => !findStatus(status))) return 4
  if (state.findByDepartment(order.sender, order.orderNumber)) return 34
  const first = order.statuses[0]
  if (!first || !findStatus(first.status)?.first) return 31
  return historyHolds(order.statuses, requested, false) ? 0 : 31
}

function checkChange(state: State, order: Order & { kind: 'update' }, arrived: ReadonlySet<string>): Checked {
  const known = findKnown(state, order)
  if (!filesArrived(order.statuses, arrived)) return { code: 5, known }
  if (order.statuses.some(({ status }) => !findStatus(status))) return { code: 4, known }
  if (!known) return { code: 28 }
  const ended = known.statuses.some(({ status }) => findStatus(status)?.final)
  return { code: historyHolds(order.statuses, instantOf(known.requestDate), ended) ? 0 : 31, known }
}

export function findKnown(state: State, order: Order): OrderRecord | undefined {
  if (order.kind === 'create' || order.elkOrderNumber === undefined)
    return state.findByDepartment(order.sender, order.orderNumber ?? '')
  const known = state.orders.get(Number(order.elkOrderNumber))
  return known?.sender === order.sender ? known : undefined
}

/** A status earlier than the application itself, or one that goes on after the end, is not admissible. */
function historyHolds(statuses: StatusChange[], requested: number, alreadyEnded: boolean): boolean {
  let ended = alreadyEnded
  return statuses.every(({ status, date }) => {
    const final = findStatus(status)?.final === true
    if (ended && !final) return false
    ended ||= final
    return instantOf(date) >= requested
  })
}

function filesArrived(statuses: StatusChange[], arrived: ReadonlySet<string>): boolean {
  return statuses.every(({ attachments }) => attachments.every(({ uuid }) => arrived.has(uuid)))
}

function applicantHolds(state: State, { applicant }: NewOrder, now: number): boolean {
  if (!applicant.consistent) return false
  const { birthDate } = applicant
  if (birthDate !== undefined && Date.parse(birthDate) > now) return false
  const known = state.applicants.get(applicant.key)
  if (!known) return true
  return known.account && !(known.birthDate && birthDate && known.birthDate !== birthDate)
}
