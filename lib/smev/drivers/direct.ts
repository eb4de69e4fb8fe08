import { now } from '@/lib/core/clock'
import { CNSI_NAMESPACE, cnsiRequestXml, validateCnsi, type CnsiQuestion } from '../cnsi/question'
import { ackEnvelope, ackTargetXml } from '../envelope/ack'
import { getResponseEnvelope, selectorXml, type Selector } from '../envelope/get-response'
import { getStatusEnvelope, timestampXml } from '../envelope/get-status'
import { rootPart } from '../envelope/multipart'
import { parseReply, type Reply } from '../envelope/parse'
import { CONTENT_PREFIX, requestDataXml, sendRequestEnvelope, signedPart } from '../envelope/send-request'
import { namesOf, SIGNED_ID, type Names } from '../envelope/soap'
import { verdictOf } from '../faults'
import type {
  AcknowledgeOutcome,
  Gateway,
  GatewaySettings,
  Prepared,
  PrepareRequest,
  ReceiveOutcome,
  Refused,
  Sealed,
  SendOutcome,
  StatusOutcome,
} from '../contract'
import type { Trust } from '../signature/believe'
import { signElement } from '../signature/sign'
import { verifyReceipt } from '../signature/verify-receipt'
import { uploadFile } from '../transport/file-store'
import { uploadToS3 } from '../transport/s3-store'
import { createHttp, type HttpOutcome } from '../transport/http'
import { withXml } from '../xml/read'
import { checkRequest } from './check-request'
import { readAnswer } from './read-answer'
import { believedStatus } from './read-status'

function prepare(request: PrepareRequest, names: Names, lifeMs?: number): Prepared {
  const checked = checkRequest(request, CONTENT_PREFIX)
  if (!checked.ok) return checked
  const { messageId, testMessage } = request
  const { content, files } = checked
  const endOfLife = lifeMs ? new Date(now().getTime() + lifeMs) : undefined
  return {
    ok: true,
    bytes: sendRequestEnvelope(
      requestDataXml({ messageId, content, files, testMessage, endOfLife }, names),
      undefined,
      names,
    ),
  }
}

function prepareQuestion(messageId: string, question: CnsiQuestion, names: Names): Prepared {
  const content = cnsiRequestXml(question, CONTENT_PREFIX)
  const errors = validateCnsi(content)
  if (errors.length > 0) return { ok: false, errors }
  const data = requestDataXml({ messageId, content, files: [] }, names)
  return { ok: true, bytes: sendRequestEnvelope(data, undefined, names) }
}

function refusal(fault: string, text: string, raw?: Buffer, reason?: string): Refused {
  return { verdict: verdictOf(fault, reason), fault, text, raw }
}

/** What came to a reply, or to a fault. A SOAP fault counts whatever the HTTP status; a status alone has no reply. */
function replyOf(outcome: HttpOutcome): { reply: Reply; raw: Buffer } | Refused {
  if (!outcome.ok) return refusal(outcome.fault, outcome.text, outcome.body)
  const { status, body } = outcome
  const reply = parseReply(body)
  if (reply.kind === 'fault') {
    const { name, code, description, errors, signatureReason } = reply.fault
    const text = [description ?? code ?? '', ...errors].filter(Boolean).join('; ')
    return refusal(name || 'SoapFault', text, body, signatureReason)
  }
  if (status < 200 || status > 299) return refusal('HttpStatus', `HTTP ${status}`, body)
  if (reply.kind === 'unreadable') return refusal('Unreadable', reply.reason, body)
  return { reply, raw: body }
}

/** Why a receipt is not believed. */
function doubtOf(raw: Buffer, trust: Trust): string | undefined {
  const part = rootPart(raw)
  const read = part && withXml(part, (document) => verifyReceipt(document, trust))
  return read ? (read.ok ? read.value : read.reason) : 'multipart without a root part'
}

const unexpected = ({ reply, raw }: { reply: Reply; raw: Buffer }) =>
  refusal('Unreadable', `unexpected answer: ${reply.kind}`, raw)

/** СМЭВ 3 message exchange over SOAP, files by FTP or S3 (protocol.md, 4). */
export function createDirect({
  endpoint,
  fileStore,
  selector,
  cnsiRoot: rootElement = 'CnsiResponse',
  timeoutMs,
  maxBytes,
  version = '1.2',
  signer,
  trust,
  tlsPin,
  lifeMs,
}: GatewaySettings): Gateway {
  const http = createHttp({ timeoutMs, maxBytes, tlsPin })
  const names = namesOf(version)
  /** Signs an element of ours and puts it into its envelope; a key that does not answer is a fault, not an error. */
  const signed = async (
    element: string,
    envelope: (element: string, signature: string | undefined, names: Names) => Buffer,
    as = names,
  ): Promise<Sealed> => {
    try {
      const signature = signer && (await signElement(element, SIGNED_ID, signer))
      return { ok: true, bytes: envelope(element, signature, as) }
    } catch (error) {
      return {
        ok: false,
        ...refusal('SignerFailed', error instanceof Error ? error.message : 'no reason given'),
      }
    }
  }
  const url = new URL(endpoint)
  const call = async (bytes: Buffer, operation: string) =>
    replyOf(await http.post(url, bytes, `urn:${operation}`))

  const receive = async (wanted: Selector): Promise<ReceiveOutcome> => {
    const asked = await signed(selectorXml(wanted, now(), names), getResponseEnvelope)
    if (!asked.ok) return { ...asked, kind: 'fault' }
    const got = await call(asked.bytes, 'GetResponse')
    if (!('reply' in got)) return { kind: 'fault', ...got }
    if (got.reply.kind === 'empty') return { kind: 'empty' }
    return got.reply.kind === 'answer'
      ? { kind: 'message', raw: got.raw }
      : { kind: 'fault', ...unexpected(got) }
  }

  return {
    prepare: (request) => prepare(request, names, lifeMs),
    prepareQuestion: ({ messageId, question }) => prepareQuestion(messageId, question, names),
    read: (raw) => readAnswer(raw, trust),
    receive: () => receive(selector),
    receiveDirectory: () => receive({ namespaceUri: CNSI_NAMESPACE, rootElement }),
    close: () => http.close(),

    async upload(file) {
      const outcome =
        'bucket' in fileStore
          ? await uploadToS3({ ...fileStore, timeoutMs }, file)
          : await uploadFile({ ...fileStore, timeoutMs }, file)
      return outcome.ok ? outcome : { ok: false, ...refusal(outcome.fault, outcome.text) }
    },

    async seal(bytes) {
      const own = signer?.certificate.der.toString('base64')
      if (own && bytes.includes(`<ds:X509Certificate>${own}</ds:X509Certificate>`)) return { ok: true, bytes }
      const part = signedPart(bytes)
      if (!part) return { ok: false, ...refusal('OwnEnvelope', 'the prepared message cannot be read') }
      return signed(part.data, sendRequestEnvelope, part.names)
    },

    async send(bytes, messageId): Promise<SendOutcome> {
      const got = await call(bytes, 'SendRequest')
      if (!('reply' in got)) {
        const { verdict, fault, text, raw } = got
        return verdict === 'taken' ? { verdict, raw: raw ?? Buffer.alloc(0) } : { verdict, fault, text, raw }
      }
      if (got.reply.kind !== 'sent') return { ...unexpected(got), verdict: 'retry' }
      const doubt = trust && doubtOf(got.raw, trust)
      if (doubt) return { ...refusal('ReceiptForged', doubt, got.raw), verdict: 'ask' }
      // The schema lets the id be absent; a wrong one means that somebody else's answer reached us.
      const answered = got.reply.messageId?.toLowerCase() ?? messageId
      if (answered === messageId) return { verdict: 'taken', raw: got.raw }
      return { ...refusal('ForeignMessageId', 'the answer is to another message', got.raw), verdict: 'retry' }
    },

    async acknowledge(messageId, accepted = true): Promise<AcknowledgeOutcome> {
      const told = await signed(ackTargetXml(messageId, accepted, names), ackEnvelope)
      if (!told.ok) return told
      const got = await call(told.bytes, 'Ack')
      const sent = told.bytes
      if (!('reply' in got)) return { ok: false, ...got, sent }
      const { kind } = got.reply
      return kind === 'acknowledged' || kind === 'blank'
        ? { ok: true, raw: got.raw, sent }
        : { ok: false, ...unexpected(got), sent }
    },

    async status(): Promise<StatusOutcome> {
      const asked = await signed(timestampXml(now(), names), getStatusEnvelope)
      if (!asked.ok) return { ...asked, kind: 'fault' }
      const got = await call(asked.bytes, 'GetStatus')
      if (!('reply' in got)) return { kind: 'fault', ...got }
      if (got.reply.kind === 'empty') return { kind: 'empty' }
      if (got.reply.kind !== 'status') return { kind: 'fault', ...unexpected(got) }
      const told = trust
        ? believedStatus(got.raw, trust, now())
        : { ok: true as const, status: got.reply.status }
      if (!told.ok) return { kind: 'fault', ...refusal('StatusForged', told.reason, got.raw) }
      const { originalMessageId, category } = told.status
      return {
        kind: 'status',
        raw: got.raw,
        messageId: originalMessageId?.toLowerCase(),
        category,
      }
    },
  }
}
