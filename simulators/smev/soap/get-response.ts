import { moscowTimestamp } from '../epgu/time'
import type { Simulator } from '../simulator'
import type { PendingAnswer, State } from '../store/state'
import { ELK } from '../xml/namespaces'
import { child, textOf } from '../xml/parse'
import { answerEnvelope, CALLER, metadata, type Request } from './envelope'

export function getResponse({ state }: Simulator, request: Request): { xml: string; messageId?: string } {
  const selector = child(request.body, 'MessageTypeSelector')
  const namespace = textOf(selector, 'NamespaceURI')
  const root = textOf(selector, 'RootElementLocalName')
  const wanted =
    (namespace === undefined || namespace === ELK) && (root === undefined || root === 'ElkOrderResponse')
  const now = Date.now()
  const answer = wanted ? nextAnswer(state, now) : undefined
  if (!answer) return { xml: answerEnvelope('GetResponseResponse', '') }
  answer.deliveredAt = now
  return { xml: answerEnvelope('GetResponseResponse', responseMessage(answer, now)), messageId: answer.id }
}

function nextAnswer(state: State, now: number): PendingAnswer | undefined {
  const again = now - state.settings.redeliverySeconds * 1000
  for (const answer of state.pending.values()) {
    if (answer.visibleAt > now) continue
    if (answer.deliveredAt === undefined || answer.deliveredAt <= again) return answer
  }
  return undefined
}

function responseMessage(answer: PendingAnswer, now: number): string {
  const bySmev = answer.from === 'SMEV'
  const token = { mid: answer.originalId, tcd: answer.transaction, mnm: CALLER, ns: ELK }
  const to = Buffer.from(JSON.stringify(token)).toString('base64')
  const facts = metadata([
    ['MessageId', answer.id],
    ['MessageType', 'RESPONSE'],
    ['Sender', answer.from],
    ['SendingTimestamp', moscowTimestamp(answer.visibleAt)],
    ['Recipient', CALLER],
    ['DeliveryTimestamp', moscowTimestamp(now)],
    ['Status', 'messageIsDelivered'],
  ])
  return (
    `<ns2:ResponseMessage><ns2:Response Id="SIGNED_BY_SMEV">` +
    `<ns2:OriginalMessageId>${answer.originalId}</ns2:OriginalMessageId>` +
    `<ns2:OriginalTransactionCode>${answer.transaction}</ns2:OriginalTransactionCode>` +
    `<ns2:SenderProvidedResponseData Id="${bySmev ? 'SIGNED_ASYNC_BY_SMEV' : 'SIGNED_BY_CALLER'}">` +
    `<ns2:MessageID>${answer.id}</ns2:MessageID><ns2:To>${to}</ns2:To>${answer.xml}` +
    `</ns2:SenderProvidedResponseData>${facts}</ns2:Response></ns2:ResponseMessage>`
  )
}
