import { moscowTimestamp } from '../epgu/time'
import type { Simulator } from '../simulator'
import type { PendingAnswer, State } from '../store/state'
import { SERVICES } from '../services'
import type { Version } from '../xml/namespaces'
import { child, textOf } from '../xml/parse'
import { type Attachment, includeOf } from './multipart'
import type { Request } from './read-request'
import { signatureOver } from './sign-answer'
import { answerEnvelope, metadata, SMEV } from './write'

export async function getResponse(
  simulator: Simulator,
  request: Request,
): Promise<{ xml: string; messageId?: string; attachments?: Attachment[] }> {
  const { version } = request
  const now = Date.now()
  const answer = nextAnswer(simulator.state, request, now)
  if (!answer) return { xml: answerEnvelope(version, 'GetResponseResponse', '') }
  answer.deliveredAt = now
  const message = await responseMessage(simulator, version, answer, now)
  return {
    xml: answerEnvelope(version, 'GetResponseResponse', message),
    messageId: answer.id,
    attachments: answer.attachments,
  }
}

function nextAnswer(state: State, { body, caller }: Request, now: number): PendingAnswer | undefined {
  const selector = child(body, 'MessageTypeSelector')
  const namespace = textOf(selector, 'NamespaceURI')
  const root = textOf(selector, 'RootElementLocalName')
  const again = now - state.settings.redeliverySeconds * 1000
  for (const answer of state.pending.values()) {
    if (answer.visibleAt > now || answer.owner !== caller) continue
    const service = SERVICES[answer.service ?? 'elk']
    if (namespace !== undefined && namespace !== service.namespace) continue
    if (root !== undefined && !service.selectors.includes(root)) continue
    if (answer.deliveredAt === undefined || answer.deliveredAt <= again) return answer
  }
  return undefined
}

async function responseMessage(
  simulator: Simulator,
  version: Version,
  answer: PendingAnswer,
  now: number,
): Promise<string> {
  const bySmev = answer.from === SMEV
  const token = {
    mid: answer.originalId,
    tcd: answer.transaction,
    mnm: answer.owner,
    ns: SERVICES[answer.service ?? 'elk'].namespace,
  }
  const to = Buffer.from(JSON.stringify(token)).toString('base64')
  const data =
    `<ns2:SenderProvidedResponseData Id="${bySmev ? 'SIGNED_ASYNC_BY_SMEV' : 'SIGNED_BY_CALLER'}">` +
    `<ns2:MessageID>${answer.id}</ns2:MessageID><ns2:To>${to}</ns2:To>${answer.xml}</ns2:SenderProvidedResponseData>`
  const facts = metadata(version, {
    messageId: answer.id,
    messageType: 'RESPONSE',
    sender: answer.from,
    sent: moscowTimestamp(answer.visibleAt),
    recipient: answer.owner,
    delivered: moscowTimestamp(now),
  })
  // СМЭВ's own refusals have no information system that sent them.
  const sender = bySmev ? '' : await signatureOver(simulator, version, 'epgu', data)
  const response =
    `<ns2:Response Id="SIGNED_BY_SMEV"><ns2:OriginalMessageId>${answer.originalId}</ns2:OriginalMessageId>` +
    `<ns2:OriginalTransactionCode>${answer.transaction}</ns2:OriginalTransactionCode>` +
    `${data}${facts}${sender}</ns2:Response>`
  const smev = await signatureOver(simulator, version, 'smev', response)
  return `<ns2:ResponseMessage>${response}${contents(answer.attachments ?? [])}${smev}</ns2:ResponseMessage>`
}

function contents(attachments: Attachment[]): string {
  const list = attachments.map(
    ({ id }) => `<AttachmentContent><Id>${id}</Id><Content>${includeOf(id)}</Content></AttachmentContent>`,
  )
  return list.length > 0 ? `<AttachmentContentList>${list.join('')}</AttachmentContentList>` : ''
}
