import type { Gateway, GatewaySettings, SendOutcome } from '@/lib/smev/gateway'
import { createGateway } from '@/lib/smev/gateway'

type Sent = { messageId: string; bytes: Buffer }

/** The real gateway's bytes and reading over a network that a test plays by hand. */
export function scriptedGateway(keys: Pick<GatewaySettings, 'signer' | 'trust'> = {}) {
  const real = createGateway({
    ...keys,
    endpoint: 'http://127.0.0.1:9/nobody',
    fileStore: { host: '127.0.0.1', port: 9, user: 'anonymous', password: 'anonymous' },
    selector: {},
    timeoutMs: 1000,
    maxBytes: 1_000_000,
  })
  const sent: Sent[] = []
  const queue: Buffer[] = []
  const acknowledged: string[] = []
  const rejected: string[] = []
  const outcomes: SendOutcome[] = []
  const gateway: Gateway = {
    ...real,
    prepare: (request) => real.prepare(request),
    read: (raw) => real.read(raw),
    upload: async () => ({ ok: true }),
    send: async (bytes, messageId) => {
      sent.push({ messageId, bytes })
      return outcomes.shift() ?? { verdict: 'taken', raw: Buffer.from('') }
    },
    receive: async () => {
      const raw = queue.shift()
      return raw ? { kind: 'message', raw } : { kind: 'empty' }
    },
    acknowledge: async (messageId, accepted = true) => {
      ;(accepted ? acknowledged : rejected).push(messageId)
      return { ok: true }
    },
  }
  return { gateway, sent, queue, acknowledged, rejected, outcomes }
}

const T = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/1.2'
const B = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/basic/1.2'
const ELK = 'http://epgu.gosuslugi.ru/elk/status/1.0.2'

type Order = { orderNumber?: string; elkOrderNumber?: string; status: number; message: string }

function envelope(originalMessageId: string, answerId: string, content: string): Buffer {
  return Buffer.from(
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><t:GetResponseResponse xmlns:t="${T}" xmlns:b="${B}"><t:ResponseMessage><t:Response Id="SIGNED_BY_SMEV"><t:OriginalMessageId>${originalMessageId}</t:OriginalMessageId><t:SenderProvidedResponseData Id="SIGNED_BY_CALLER"><t:MessageID>${answerId}</t:MessageID><t:To>eA==</t:To>${content}</t:SenderProvidedResponseData><t:MessageMetadata><t:MessageId>${answerId}</t:MessageId><t:MessageType>RESPONSE</t:MessageType><t:Sender><t:Mnemonic>MNSV05</t:Mnemonic></t:Sender><t:SendingTimestamp>2026-10-12T09:16:05.000+03:00</t:SendingTimestamp></t:MessageMetadata></t:Response></t:ResponseMessage></t:GetResponseResponse></soapenv:Body></soapenv:Envelope>`,
  )
}

/** An ElkOrderResponse as ЕПГУ words it. */
export function answer(originalMessageId: string, kind: 'Create' | 'Update', orders: Order[]): Buffer {
  const code = orders.every((order) => order.status === 0) ? 0 : 11
  const body = orders.map(
    (order) =>
      `<order>${order.elkOrderNumber === undefined ? '' : `<elkOrderNumber>${order.elkOrderNumber}</elkOrderNumber>`}${order.orderNumber === undefined ? '' : `<orderNumber>${order.orderNumber}</orderNumber>`}<status>${order.status}</status><message>${order.message}</message></order>`,
  )
  const content = `<e:ElkOrderResponse xmlns:e="${ELK}" xmlns="${ELK}"><${kind}OrdersResponse><code>${code}</code><message>${code ? 'Completed with errors' : 'OK'}</message><orders>${body.join('')}</orders></${kind}OrdersResponse></e:ElkOrderResponse>`
  return envelope(
    originalMessageId,
    crypto.randomUUID(),
    `<b:MessagePrimaryContent>${content}</b:MessagePrimaryContent>`,
  )
}

/** СМЭВ's own refusal, which comes as an answer (protocol.md §4.4). */
export function rejection(
  originalMessageId: string,
  fault = '',
  category = 'requestIsRejectedBySmev',
): Buffer {
  const type = fault && ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="b:${fault}"`
  return envelope(
    originalMessageId,
    crypto.randomUUID(),
    `<t:AsyncProcessingStatus><t:OriginalMessageId>${originalMessageId}</t:OriginalMessageId><t:StatusCategory>${category}</t:StatusCategory><t:SmevFault${type}><b:Code>028122</b:Code><b:Description>SMEV-403: schema</b:Description></t:SmevFault></t:AsyncProcessingStatus>`,
  )
}
