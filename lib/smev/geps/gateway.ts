import { z } from 'zod'
import type { ReceiveOutcome, Refused, SendOutcome } from '../contract'
import { storable } from '@/lib/core/text'
import { under, type FindBy } from '../adapter/form'
import { readReply } from '../adapter/reply'
import { verdictOf } from '../faults'
import { createHttp } from '../transport/http'
import {
  notificationJson,
  parsed,
  readWords,
  type GepsSettings,
  type GepsWord,
  type Notification,
} from './notification'

export type { GepsSettings, GepsWord, Notification }

export interface Geps {
  prepare(clientId: string, notification: Notification): Buffer
  /** `again`: the bytes may have left before; the adapter is asked first whether it has them. */
  send(bytes: Buffer, clientId: string, again: boolean): Promise<SendOutcome>
  receive(): Promise<ReceiveOutcome>
  read(bytes: Buffer): GepsWord[]
  /** What was answered to one request: the queue acknowledges by itself, so an answer may have died on its way. */
  lookUp(clientId: string): Promise<ReceiveOutcome>
  close(): void
}

const Told = z.object({ error: z.string().transform(storable) })
const Taken = z.object({ clientId: z.string() })

/** ГЭПС through the adapter's plug-in (protocol.md, 5.2). Experimental. */
export function createGeps(settings: GepsSettings): Geps {
  const http = createHttp({ timeoutMs: settings.timeoutMs, maxBytes: settings.maxBytes, single: true })
  const refused = (fault: string, text: string, raw?: Buffer): Refused => ({
    verdict: verdictOf(fault),
    fault,
    text,
    raw,
  })

  const call = async (operation: 'Send' | 'Get' | 'Find', json: string): Promise<Buffer | Refused> => {
    const got = await http.post(under(settings.url, operation), Buffer.from(json))
    if (!got.ok) return refused(got.fault, got.text, got.body)
    if (got.status === 200) return got.body
    const words = Told.safeParse(parsed(got.body)).data?.error ?? `HTTP ${got.status}`
    return refused(got.status === 400 ? 'ValidationFault' : 'HttpStatus', words, got.body)
  }
  const find = (clientId: string, clientIdCriteria: FindBy) =>
    call(
      'Find',
      JSON.stringify({
        pluginMnemonic: settings.plugin,
        messageClientIdCriteria: { clientId, clientIdCriteria },
      }),
    )
  const received = (got: Buffer | Refused): ReceiveOutcome => {
    if (!Buffer.isBuffer(got)) return { kind: 'fault', ...got }
    return isEmpty(got) ? { kind: 'empty' } : { kind: 'message', raw: got }
  }

  return {
    prepare: (clientId, notification) => Buffer.from(notificationJson(clientId, notification, settings)),
    read: readWords,
    close: () => http.close(),
    receive: async () => received(await call('Get', JSON.stringify({ pluginMnemonic: settings.plugin }))),
    lookUp: async (clientId) => received(await find(clientId, 'GET_RESPONSE_BY_REQUEST_CLIENTID')),

    async send(bytes, clientId, again) {
      if (again) {
        const known = await find(clientId, 'GET_REQUEST_BY_REQUEST_CLIENTID')
        if (!Buffer.isBuffer(known)) return { ...known, verdict: 'retry' }
        const reply = isEmpty(known) ? undefined : readReply(known)
        if (reply && reply.kind !== 'messages')
          return { ...refused('Unreadable', 'Find does not say what is there', known), verdict: 'retry' }
        if (reply?.messages.some((one) => one.isRequest && one.clientId === clientId))
          return { verdict: 'taken', raw: known }
      }
      const got = await call('Send', bytes.toString('utf8'))
      if (!Buffer.isBuffer(got))
        return got.verdict === 'taken' ? { ...got, verdict: 'ask' } : { ...got, verdict: got.verdict }
      return Taken.safeParse(parsed(got)).data?.clientId === clientId
        ? { verdict: 'taken', raw: got }
        : { ...refused('Unreadable', 'the answer names another clientId, or none', got), verdict: 'retry' }
    },
  }
}

/** No body at all, or a list of nothing. */
function isEmpty(bytes: Buffer): boolean {
  if (bytes.toString('latin1').trim() === '') return true
  const reply = readReply(bytes)
  return reply.kind === 'messages' && reply.messages.length === 0
}
