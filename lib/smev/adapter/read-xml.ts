import { childOf, childrenOf, textIn, type XmlTree } from '../xml/read'
import { parseSoapFault } from '../envelope/parse-fault'
import type { AdapterMessage, Reply } from './message'

const told = (tree: XmlTree) => ({ code: textIn(tree, 'code'), description: textIn(tree, 'description') })

/** Told by what is in it, not by its name: the same message comes as an element of its own and under xsi:type. */
function messageOf(message: XmlTree, metadata?: XmlTree): AdapterMessage | undefined {
  const request = childOf(message, 'RequestMetadata')
  const response = childOf(message, 'ResponseMetadata')
  const state = childOf(message, 'statusMetadata')
  const own = request ?? response ?? state
  if (!own) return undefined
  const id = textIn(metadata, 'MessageId') || textIn(own, 'clientId')
  if (request) return { id, isRequest: true, clientId: textIn(request, 'clientId') }
  const base = {
    id,
    isRequest: false,
    clientId: textIn(own, response ? 'replyToClientId' : 'originalClientId'),
  }
  if (state) {
    const fault = childOf(message, 'fault')
    return {
      ...base,
      sentAt: textIn(message, 'timestamp'),
      state: {
        category: textIn(message, 'status') ?? '',
        details: textIn(message, 'details'),
        fault: fault && told(fault),
      },
    }
  }
  const inner = childOf(message, 'ResponseContent')
  const status = childOf(inner, 'status')
  return {
    ...base,
    content: childOf(childOf(inner, 'content'), 'MessagePrimaryContent')?.children[0],
    rejects: childrenOf(inner, 'rejects').map(told),
    status: status && {
      ...told(status),
      parameters: childrenOf(status, 'parameter').map((one) => ({
        key: textIn(one, 'key') ?? '',
        value: textIn(one, 'value') ?? '',
      })),
    },
  }
}

const MESSAGES = ['Message', 'RequestMessage', 'ResponseMessage', 'StatusMessage', 'ErrorMessage']

/** The message within QueryResult or ClientMessage; none in an empty queue. */
function within(tree: XmlTree): Reply {
  const found = tree.children.find(({ name }) => MESSAGES.includes(name))
  if (!found || found.children.length === 0) return { kind: 'messages', messages: [] }
  const message = messageOf(found, childOf(tree, 'smevMetadata'))
  return message
    ? { kind: 'messages', messages: [message] }
    : { kind: 'unreadable', reason: 'a message without its metadata' }
}

/** An element of the adapter's service, or of a file in a folder, to a value. */
export function readElement(tree: XmlTree): Reply {
  switch (tree.name) {
    case 'Fault': {
      const { name, code, description } = parseSoapFault(tree)
      // The adapter's own faults spell their parts in small letters.
      const detail = childOf(tree, 'detail')?.children[0]
      const own = detail && told(detail)
      const text = [own?.code ?? code, own?.description ?? description].filter(Boolean).join(': ')
      return { kind: 'fault', fault: name || 'SoapFault', text }
    }
    case 'MessageResult':
      return { kind: 'taken', by: textIn(tree, 'itSystem') }
    case 'QueryResult':
    case 'ClientMessage':
      return within(tree)
    case 'QueryResultList': {
      const messages: AdapterMessage[] = []
      for (const one of childrenOf(tree, 'QueryResult')) {
        const reply = within(one)
        if (reply.kind !== 'messages') return reply
        messages.push(...reply.messages)
      }
      return { kind: 'messages', messages }
    }
    default: {
      const message = MESSAGES.includes(tree.name) ? messageOf(tree) : undefined
      return message
        ? { kind: 'messages', messages: [message] }
        : { kind: 'unreadable', reason: `unexpected element ${tree.name}` }
    }
  }
}
