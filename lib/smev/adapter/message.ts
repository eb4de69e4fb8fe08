import type { AnswerOutcome } from '../contract'
import { parseOrdersResponse, type ParsedResponse } from '../elk/parse-response'
import { readXml, type XmlTree } from '../xml/read'

interface Told {
  code?: string
  description?: string
}

/** One message of the adapter, whatever form it came in. */
export interface AdapterMessage {
  /** Its id within СМЭВ, else its own within the adapter. */
  id?: string
  /** A request to us: nothing that we wait for. */
  isRequest: boolean
  /** clientId of a request, or of our request that this answers. */
  clientId?: string
  sender?: string
  sentAt?: string
  /** The business content: XML as a tree or as text, or what a plug-in read out of it. */
  content?: XmlTree | string | ParsedResponse
  rejects?: Told[]
  status?: Told & { parameters: { key: string; value: string }[] }
  /** StatusMessage, and with `fault` ErrorMessage. */
  state?: { category: string; details?: string; fault?: Told }
}

/** What the adapter said. Which form it is told by the bytes alone, so that a stored answer can be read again. */
export type Reply =
  | { kind: 'taken'; by?: string; clientId?: string }
  | { kind: 'messages'; messages: AdapterMessage[] }
  /** A fault without a name is judged by the HTTP status. */
  | { kind: 'fault'; fault: string; text: string }
  | { kind: 'unreadable'; reason: string }

function ordersOf(content: XmlTree | string | ParsedResponse): AnswerOutcome {
  if (typeof content === 'object' && 'ok' in content)
    return content.ok
      ? { kind: 'orders', response: content.response }
      : { kind: 'foreign', reason: content.reason }
  if (typeof content === 'string') {
    const read = readXml(Buffer.from(content))
    return read.ok ? ordersOf(read.root) : { kind: 'foreign', reason: read.reason }
  }
  const parsed = parseOrdersResponse(content)
  const { name, namespace } = content
  return parsed.ok
    ? { kind: 'orders', response: parsed.response }
    : { kind: 'foreign', root: name, namespace, reason: parsed.reason }
}

/** What a message of the adapter is to us, in the words of every driver. */
export function outcomeOf({ isRequest, content, rejects, status, state }: AdapterMessage): AnswerOutcome {
  if (isRequest) return { kind: 'foreign', reason: 'a request, not an answer' }
  if (state) {
    const { category, details, fault } = state
    return {
      kind: 'processing',
      category,
      rejectedBySmev: fault !== undefined || category === 'ERROR',
      details,
      fault: fault && { name: 'ErrorMessage', ...fault, errors: [] },
    }
  }
  if (rejects && rejects.length > 0)
    return {
      kind: 'rejected',
      reasons: rejects.map(({ code = '', description = '' }) => ({ code, description })),
    }
  if (status) {
    const { code = '', description = '', parameters } = status
    return { kind: 'status', code, description, parameters }
  }
  return content === undefined ? { kind: 'foreign', reason: 'no content' } : ordersOf(content)
}
