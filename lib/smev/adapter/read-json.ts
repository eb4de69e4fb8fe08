import { z } from 'zod'
import { storable } from '@/lib/core/text'
import type { OrdersResponse, ParsedResponse } from '../elk/parse-response'
import type { AdapterMessage, Reply } from './message'

const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : storable(String(value))))
/** xs:short as JSON has it; never out of nothing. */
const short = z.union([
  z.number().int().min(-32_768).max(32_767),
  z
    .string()
    .regex(/^[+-]?\d{1,5}$/)
    .transform(Number),
])
const told = z.object({ code: text, description: text })

const RestResult = z.object({
  smevMetadata: z.object({ messageId: text, sender: text, sendingDate: text }).nullish(),
  message: z
    .object({
      requestMetadata: z.object({ clientId: text }).nullish(),
      responseMetadata: z.object({ clientId: text, replyToClientId: text }).nullish(),
      responseContent: z
        .object({
          content: z.object({ messagePrimaryContent: z.object({ any: text }).nullish() }).nullish(),
          rejects: z.array(told).nullish(),
          status: told
            .extend({ parameter: z.array(z.object({ key: text, value: text })).nullish() })
            .nullish(),
        })
        .nullish(),
      statusMetadata: z.object({ clientId: text, originalClientId: text }).nullish(),
      status: text,
      details: text,
      timestamp: text,
      fault: told.nullish(),
    })
    .nullish(),
})

const Order = z.object({
  elkOrderNumber: text,
  orderNumber: text,
  status: short,
  message: text,
})
const Orders = z.object({
  responseType: text,
  code: short,
  message: text,
  orders: z.array(Order).nullish(),
})
const PluginMessage = z.object({
  clientId: text,
  messageId: text,
  messageType: text,
  replyToClientId: text,
  responseContent: z.unknown().optional(),
  messageContent: z.unknown().optional(),
})
const PluginError = z.object({ error: z.union([told, z.string()]) })

function restMessage(raw: unknown): AdapterMessage | 'nothing' | undefined {
  const read = RestResult.safeParse(raw)
  if (!read.success) return undefined
  const { smevMetadata: smev, message } = read.data
  if (!message) return 'nothing'
  const { requestMetadata: request, responseMetadata: response, statusMetadata: state } = message
  const own = request ?? response ?? state
  if (!own) return undefined
  const { responseContent: inner, fault } = message
  const content = inner?.content?.messagePrimaryContent?.any
  return {
    id: smev?.messageId ?? own.clientId,
    isRequest: Boolean(request),
    clientId: request ? request.clientId : (response?.replyToClientId ?? state?.originalClientId),
    sender: smev?.sender,
    sentAt: smev?.sendingDate ?? message.timestamp,
    content,
    rejects: inner?.rejects ?? undefined,
    status: inner?.status
      ? {
          ...inner.status,
          parameters: (inner.status.parameter ?? []).map(({ key = '', value = '' }) => ({ key, value })),
        }
      : undefined,
    state: state
      ? { category: message.status ?? '', details: message.details, fault: fault ?? undefined }
      : undefined,
  }
}

/** The plug-in's answer about orders is described nowhere: known names are read, the rest is for a person (protocol.md, 5.2). */
function ordersOf(content: unknown): ParsedResponse {
  const read = Orders.safeParse(content)
  if (!read.success) return { ok: false, reason: 'not an answer about orders' }
  const { responseType, code, message = '', orders } = read.data
  if (code === 0 && !orders?.length) return { ok: false, reason: 'no orders' }
  const number = (digits: string | undefined) =>
    digits && /^0*[1-9]\d*$/.test(digits) ? digits.replace(/^0+/, '') : null
  const list: OrdersResponse['orders'] = (orders ?? []).map((order) => ({
    orderNumber: order.orderNumber || null,
    elkOrderNumber: number(order.elkOrderNumber),
    status: order.status,
    message: order.message ?? '',
  }))
  const kind = responseType === 'CreateOrdersResponse' ? 'CREATE' : 'UPDATE'
  return { ok: true, response: { kind, code, message, orders: list } }
}

function pluginMessage(raw: unknown): AdapterMessage | undefined {
  const read = PluginMessage.safeParse(raw)
  if (!read.success) return undefined
  const { clientId, messageId: id, messageType, replyToClientId } = read.data
  if (replyToClientId === undefined)
    return messageType === 'REQUEST' && clientId !== undefined ? { id, isRequest: true, clientId } : undefined
  const content = read.data.responseContent ?? read.data.messageContent
  const base = { id: id ?? clientId, isRequest: false, clientId: replyToClientId }
  const failed = PluginError.safeParse(content)
  if (!failed.success) return { ...base, content: ordersOf(content) }
  const { error } = failed.data
  return {
    ...base,
    state: { category: 'ERROR', fault: typeof error === 'string' ? { description: error } : error },
  }
}

const Listed = z.union([
  z.array(z.unknown()),
  z.object({ queryResult: z.array(z.unknown()) }).transform(({ queryResult }) => queryResult),
])
const Taken = z.object({
  messageId: z.string(),
  itSystem: z.string().optional(),
  clientId: z.string().optional(),
})
const Failed = z.object({ error: z.string().transform(storable) })

/** JSON keeps no number beyond 2⁵³: longer ones are read as text. Of what is no JSON it could take hours. */
const exact = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  )

/** JSON of the adapter's REST form or of its plug-in, to a value. */
export function readJson(bytes: Buffer): Reply {
  let value: unknown
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    value = JSON.parse(json)
    if (/\d{16}/.test(json)) value = JSON.parse(exact(json))
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.name : 'not JSON' }
  }
  const failed = Failed.safeParse(value)
  if (failed.success) return { kind: 'fault', fault: '', text: failed.data.error }
  const list = Listed.safeParse(value)
  const messages: AdapterMessage[] = []
  for (const one of list.success ? list.data : [value]) {
    const found = isPlugin(one) ? pluginMessage(one) : restMessage(one)
    if (!found || (found === 'nothing' && !hasMessage(one))) {
      const taken = Taken.safeParse(value)
      if (taken.success) return { kind: 'taken', by: taken.data.itSystem, clientId: taken.data.clientId }
      return { kind: 'unreadable', reason: 'not a message of the adapter' }
    }
    if (found !== 'nothing') messages.push(found)
  }
  return { kind: 'messages', messages }
}

const has = (value: unknown, ...names: string[]): boolean =>
  typeof value === 'object' && value !== null && names.some((name) => name in value)
const isPlugin = (value: unknown): boolean =>
  has(value, 'responseContent', 'messageContent', 'replyToClientId')
const hasMessage = (value: unknown): boolean => has(value, 'message', 'smevMetadata')
