import type { Outcome } from '../store/events'
import { validationErrors } from '../soap/faults'
import { escapeText } from '../xml/escape'
import { ELK, XSI } from '../xml/namespaces'
import { MESSAGES } from './codes'

/** MessagePrimaryContent with the answer, in the shape the portal gives it: a prefixed root and bare children. */
export function orderResponse(outcomes: Outcome[]): string {
  const kind = outcomes[0]?.kind === 'update' ? 'UpdateOrdersResponse' : 'CreateOrdersResponse'
  const fine = outcomes.every(({ code }) => code === 0)
  return (
    `<MessagePrimaryContent><ElkOrderResponse:ElkOrderResponse xmlns:ElkOrderResponse="${ELK}" xmlns="${ELK}">` +
    `<${kind}><code>${fine ? 0 : 11}</code><message>${fine ? 'OK' : 'Completed with errors'}</message>` +
    `<orders>${outcomes.map(orderElement).join('')}</orders></${kind}>` +
    `</ElkOrderResponse:ElkOrderResponse></MessagePrimaryContent>`
  )
}

function orderElement(outcome: Outcome): string {
  const { code, orderNumber } = outcome
  // Without an order there is no number: 0 where the portal writes a zero, nothing where it leaves the element out.
  const without = outcome.kind === 'update' || code === 13 ? 0 : undefined
  const known = code === 0 || (outcome.kind === 'update' && code !== 28)
  const number = known ? (outcome.elkOrderNumber ?? without) : without
  return (
    '<order>' +
    (number === undefined ? '' : `<elkOrderNumber>${number}</elkOrderNumber>`) +
    (orderNumber === undefined ? '' : `<orderNumber>${escapeText(orderNumber)}</orderNumber>`) +
    `<status>${code}</status><message>${MESSAGES[code]}</message></order>`
  )
}

interface Rejection {
  id: string
  text: string
  problems?: string[]
}

/** The refusal of СМЭВ itself: the business content breaks the schema. */
export function schemaRejection({ id, problems = [] }: Rejection): string {
  const text = `Бизнес-данные сообщения не соответствуют схеме, зарегистрированной в СМЭВ. MessageId = ${id}`
  return rejection(
    id,
    text,
    `<Code>028122</Code><Description>SMEV-403: ${text}</Description>${validationErrors('ns3', problems)}`,
    true,
  )
}

/** The refusal of СМЭВ itself: a file named in the message is not what lies in the file store. */
export function fileRejection({ id, text }: Rejection): string {
  const safe = escapeText(`${text} MessageId = ${id}`)
  return rejection(id, safe, `<Description>SMEV-201: ${safe}</Description>`, false)
}

function rejection(id: string, details: string, fault: string, invalidContent: boolean): string {
  const type = invalidContent ? ` xmlns:xsi="${XSI}" xsi:type="ns3:InvalidContent"` : ''
  return (
    `<ns2:AsyncProcessingStatus><ns2:OriginalMessageId>${id}</ns2:OriginalMessageId>` +
    `<ns2:StatusCategory>requestIsRejectedBySmev</ns2:StatusCategory><ns2:StatusDetails>${details}</ns2:StatusDetails>` +
    `<ns2:SmevFault${type}>${fault}</ns2:SmevFault></ns2:AsyncProcessingStatus>`
  )
}
