import { CONTENT } from '../adapter/client-message'
import type { FindBy, Form, Operation } from '../adapter/form'
import type { AdapterMessage, Reply } from '../adapter/message'
import { pluginForm } from '../adapter/plugin-form'
import { readReply, readStored } from '../adapter/reply'
import { restForm } from '../adapter/rest-form'
import { soapForm } from '../adapter/soap-form'
import type { AdapterSettings, Gateway, ReceiveOutcome, Refused, SendOutcome } from '../contract'
import type { Attachment } from '../elk/order'
import { verdictOf } from '../faults'
import { putFile } from '../transport/folder'
import { createHttp, type HttpOutcome } from '../transport/http'
import { checkRequest } from './check-request'

const FORMS = { soap: soapForm, rest: restForm, plugin: pluginForm }
const BY_STATUS: Record<number, string> = { 400: 'ValidationFault', 500: 'SystemFault' }

const refusal = (fault: string, text: string, raw?: Buffer): Refused => ({
  verdict: verdictOf(fault),
  fault,
  text,
  raw,
})

type Got = { reply: Exclude<Reply, { kind: 'fault' | 'unreadable' }>; raw: Buffer } | Refused

/** What came to a reply, or to a fault. A fault of the adapter counts whatever the HTTP status. */
function replyOf(outcome: HttpOutcome, json: boolean): Got {
  if (!outcome.ok) return refusal(outcome.fault, outcome.text, outcome.body)
  const { status, body } = outcome
  const fine = status >= 200 && status <= 299
  // An empty queue of the JSON forms has no body at all.
  if (json && fine && body.length === 0) return { reply: { kind: 'messages', messages: [] }, raw: body }
  const reply = readReply(body)
  const fault = reply.kind === 'fault' ? reply.fault || BY_STATUS[status] : undefined
  if (reply.kind === 'fault' && fault) return refusal(fault, reply.text, body)
  if (!fine) return refusal('HttpStatus', `HTTP ${status}`, body)
  if (reply.kind === 'unreadable') return refusal('Unreadable', reply.reason, body)
  return reply.kind === 'fault' ? refusal('Unreadable', reply.text, body) : { reply, raw: body }
}

const unexpected = (raw: Buffer) => refusal('Unreadable', 'an answer of another operation', raw)

/**
 * The official adapter (protocol.md, 5): it mints the MessageID, signs, uploads, acknowledges and verifies by itself, so
 * no key of ours is needed. Our id goes as its clientId.
 */
export function createAdapter(settings: AdapterSettings): Gateway {
  const { url, system, files, filesSeen, timeoutMs, maxBytes } = settings
  const pathOf = ({ storeUuid, transportName }: Attachment) =>
    `${filesSeen.replace(/\/+$/, '')}/${storeUuid}/${transportName}`
  const form: Form = FORMS[settings.form](settings, pathOf)
  // Send and Get may not be repeated blindly: no kept connection, whose end would have to be guessed at.
  const http = createHttp({ timeoutMs, maxBytes, single: true })
  const call = async (operation: Operation, body: Buffer): Promise<Got> =>
    replyOf(await http.post(form.address(url, operation), body, form.action?.(operation)), !form.action)

  const find = async (
    clientId: string,
    by: FindBy,
  ): Promise<{ messages: AdapterMessage[]; raw: Buffer } | Refused> => {
    const got = await call('Find', Buffer.from(form.find(clientId, by)))
    if (!('reply' in got)) return got.verdict === 'fix' ? { ...got, verdict: 'ask' } : got
    if (got.reply.kind !== 'messages') return unexpected(got.raw)
    const wanted = by === 'GET_REQUEST_BY_REQUEST_CLIENTID'
    return {
      messages: got.reply.messages.filter((one) => one.clientId === clientId && one.isRequest === wanted),
      raw: got.raw,
    }
  }

  /** Whether the adapter has this request; a fault when it does not say. */
  const known = async (messageId: string): Promise<SendOutcome | 'unknown'> => {
    const found = await find(messageId, 'GET_REQUEST_BY_REQUEST_CLIENTID')
    if ('messages' in found)
      return found.messages.length > 0 ? { verdict: 'taken', raw: found.raw } : 'unknown'
    const { verdict, ...rest } = found
    return { ...rest, verdict: verdict === 'taken' ? 'retry' : verdict }
  }

  const sendOnce = async (bytes: Buffer, messageId: string): Promise<SendOutcome> => {
    const got = await call('Send', bytes)
    if (!('reply' in got)) {
      const { verdict, ...rest } = got
      return { ...rest, verdict: verdict === 'taken' ? 'retry' : verdict }
    }
    const { reply, raw } = got
    if (reply.kind !== 'taken') return { ...unexpected(raw), verdict: 'retry' }
    const foreign = (reply.by ?? system) !== system || (reply.clientId ?? messageId) !== messageId
    return foreign
      ? { ...refusal('ForeignMessageId', 'the answer is to another message', raw), verdict: 'retry' }
      : { verdict: 'taken', raw }
  }

  return {
    prepare(request) {
      const checked = checkRequest(request, CONTENT)
      if (!checked.ok) return checked
      return { ok: true, bytes: Buffer.from(form.send(request, checked.content, checked.files)) }
    },
    read: readStored,
    close: () => http.close(),
    seal: (bytes) => Promise.resolve({ ok: true, bytes }),
    // Get has acknowledged already.
    acknowledge: () => Promise.resolve({ ok: true }),

    async upload(file) {
      const put = await putFile(files, file)
      return put.ok ? put : { ok: false, ...refusal(put.fault, put.text) }
    },

    async send(bytes, messageId, again = false) {
      if (!form.made(bytes))
        return {
          ...refusal('AdapterFormChanged', `made for another form than ${settings.form} (SMEV_ADAPTER_FORM)`),
          verdict: 'ask',
        }
      if (again) {
        const before = await known(messageId)
        if (before !== 'unknown') return before
      }
      const sent = await sendOnce(bytes, messageId)
      if (sent.verdict !== 'fix') return sent
      // «clientId already used» is one of the things a refusal may mean.
      const after = await known(messageId)
      return after === 'unknown' ? sent : after
    },

    async receive(): Promise<ReceiveOutcome> {
      const got = await call('Get', Buffer.from(form.get()))
      if (!('reply' in got)) return { kind: 'fault', ...got }
      if (got.reply.kind !== 'messages') return { kind: 'fault', ...unexpected(got.raw) }
      return got.reply.messages.length > 0 ? { kind: 'message', raw: got.raw } : { kind: 'empty' }
    },

    async lookUp(messageId): Promise<ReceiveOutcome> {
      const found = await find(messageId, 'GET_RESPONSE_BY_REQUEST_CLIENTID')
      if (!('messages' in found)) return { kind: 'fault', ...found }
      return found.messages.length > 0 ? { kind: 'message', raw: found.raw } : { kind: 'empty' }
    },
  }
}
