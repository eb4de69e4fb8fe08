import { childOf, childrenOf, textIn, type XmlTree } from '../xml/read'
import { parseAsyncFault, type SmevFault } from './parse-fault'

export interface Processing {
  originalMessageId?: string
  /** InteractionStatusType: `requestIsRejectedBySmev` … (protocol.md, 4.4). */
  category: string
  details?: string
  fault?: SmevFault
}

export type AnswerContent =
  /** `attachments`: the ids of what stands in the message beside it, in their order. */
  | { kind: 'content'; content: XmlTree; attachments: string[] }
  | { kind: 'rejected'; reasons: { code: string; description: string }[] }
  | { kind: 'status'; code: string; description: string; parameters: { key: string; value: string }[] }
  | ({ kind: 'processing' } & Processing)
  | { kind: 'nothing' }

export interface AnswerMessage {
  /** Id of the answer itself: Ack carries it. */
  messageId: string
  /** Id of our request. */
  originalMessageId?: string
  sender?: string
  sentAt?: string
  content: AnswerContent
}

export function parseProcessing(status: XmlTree): Processing {
  const fault = childOf(status, 'SmevFault')
  return {
    originalMessageId: textIn(status, 'OriginalMessageId'),
    category: textIn(status, 'StatusCategory') ?? '',
    details: textIn(status, 'StatusDetails'),
    fault: fault && parseAsyncFault(fault),
  }
}

function contentOf(data: XmlTree): AnswerContent {
  const processing = childOf(data, 'AsyncProcessingStatus')
  if (processing) return { kind: 'processing', ...parseProcessing(processing) }
  const rejections = childrenOf(data, 'RequestRejected')
  if (rejections.length > 0) {
    const reasons = rejections.map((rejection) => ({
      code: textIn(rejection, 'RejectionReasonCode') ?? '',
      description: textIn(rejection, 'RejectionReasonDescription') ?? '',
    }))
    return { kind: 'rejected', reasons }
  }
  const status = childOf(data, 'RequestStatus')
  if (status) {
    const parameters = childrenOf(status, 'StatusParameter').map((one) => ({
      key: textIn(one, 'Key') ?? '',
      value: textIn(one, 'Value') ?? '',
    }))
    return {
      kind: 'status',
      code: textIn(status, 'StatusCode') ?? '',
      description: textIn(status, 'StatusDescription') ?? '',
      parameters,
    }
  }
  const content = childOf(data, 'MessagePrimaryContent')?.children[0]
  if (!content) return { kind: 'nothing' }
  const headers = childrenOf(childOf(data, 'AttachmentHeaderList'), 'AttachmentHeader')
  return { kind: 'content', content, attachments: headers.map((header) => textIn(header, 'contentId') ?? '') }
}

/** ResponseMessage/Response (protocol.md, 4.2); undefined when it has no id to acknowledge. */
export function parseAnswer(response: XmlTree): AnswerMessage | undefined {
  const data = childOf(response, 'SenderProvidedResponseData')
  const metadata = childOf(response, 'MessageMetadata')
  const messageId = textIn(metadata, 'MessageId') || textIn(data, 'MessageID')
  if (!data || !messageId) return undefined
  const content = contentOf(data)
  const original =
    textIn(response, 'OriginalMessageId') ||
    (content.kind === 'processing' ? content.originalMessageId : undefined)
  return {
    messageId,
    originalMessageId: original,
    sender: textIn(childOf(metadata, 'Sender'), 'Mnemonic'),
    sentAt: textIn(metadata, 'SendingTimestamp'),
    content,
  }
}
