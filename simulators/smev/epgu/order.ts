import { type Element, child, textOf } from '../xml/parse'
import { type Applicant, readApplicant } from './applicant'

export interface StatusChange {
  status: number
  date: string
  attachments: { uuid: string; docTypeId: string }[]
}

interface Common {
  sender: string
  orderNumber?: string
  statuses: StatusChange[]
}

export interface NewOrder extends Common {
  kind: 'create'
  orderNumber: string
  applicant: Applicant
  targetCode: string
  requestDate: string
  channel: number
}

export interface OrderChange extends Common {
  kind: 'update'
  elkOrderNumber?: string
}

export type Order = NewOrder | OrderChange

/** Reads orders out of an ElkOrderRequest that has passed the schema. */
export function readOrders(request: Element): Order[] {
  const [operation] = request.children
  const orders = child(operation, 'orders')?.children ?? []
  return orders.map((order) =>
    operation?.name === 'CreateOrdersRequest' ? readNew(order) : readChange(order),
  )
}

function readNew(order: Element): NewOrder {
  return {
    kind: 'create',
    sender: senderOf(order),
    orderNumber: textOf(order, 'orderNumber') ?? '',
    applicant: readApplicant(order),
    targetCode: textOf(order, 'serviceTargetCode') ?? '',
    requestDate: textOf(order, 'requestDate') ?? '',
    channel: Number(textOf(child(order, 'OfficeInfo'), 'ApplicationAcceptance')),
    statuses: readStatuses(order),
  }
}

function readChange(order: Element): OrderChange {
  return {
    kind: 'update',
    sender: senderOf(order),
    orderNumber: textOf(order, 'orderNumber'),
    elkOrderNumber: textOf(order, 'elkOrderNumber'),
    statuses: readStatuses(order),
  }
}

/** The key of the directory of senders: ИНН_КПП. */
function senderOf(order: Element): string {
  const kpp = textOf(order, 'senderKpp')
  return kpp ? `${textOf(order, 'senderInn')}_${kpp}` : `${textOf(order, 'senderInn')}`
}

function readStatuses(order: Element): StatusChange[] {
  return (child(order, 'statusHistoryList')?.children ?? []).map((entry) => ({
    status: Number(textOf(entry, 'status')),
    date: textOf(entry, 'statusDate') ?? '',
    attachments: (child(entry, 'attachments')?.children ?? []).flatMap((attachment) => {
      const uuid = textOf(attachment, 'FSuuid')
      return uuid ? [{ uuid, docTypeId: textOf(attachment, 'docTypeId') ?? '' }] : []
    }),
  }))
}
