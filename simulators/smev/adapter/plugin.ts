import { randomUUID } from 'node:crypto'
import type { Simulator } from '../simulator'
import { newMessageId } from '../soap/message-id'
import { type Found, receive, search, submit } from './exchange'
import { Invalid } from './invalid'
import { criteriaFrom, type Json, objectAt, page, textAt } from './json'
import type { AdapterReply } from './messages'
import { orderRequest, orderResponse } from './order-json'
import { tell } from './reply'

/** A plug-in of the adapter: business data alone, as JSON. Undefined: an empty queue. */
export async function perform(simulator: Simulator, operation: string, body: Json): Promise<unknown> {
  const mnemonic = textAt(body, 'pluginMnemonic')
  if (!mnemonic) throw new Invalid('Нет pluginMnemonic.')
  const owner = `plugin:${mnemonic}`
  if (operation === 'AdapterGet') {
    const reply = await receive(simulator, owner)
    return reply && replyOf(simulator, reply)
  }
  if (operation === 'AdapterFind') {
    const found = page(search(simulator, owner, criteriaFrom(body)), body)
    return Promise.all(found.map((each) => messageOf(simulator, each)))
  }
  const content = objectAt(body, 'requestContent')
  if (!content) throw new Invalid('Нет requestContent.')
  const clientId = textAt(body, 'clientId') ?? randomUUID()
  const test = body.testMessage === true
  return { clientId, messageId: await sendOrders(simulator, { owner, clientId, test, content }) }
}

interface Given {
  owner: string
  clientId: string
  test: boolean
  content: Json
}

async function sendOrders(simulator: Simulator, { owner, clientId, test, content }: Given): Promise<string> {
  const files: { filePath: string; uuid: string }[] = []
  const xml = orderRequest(content, (filePath) => {
    const uuid = newMessageId(Date.now())
    files.push({ filePath, uuid })
    return uuid
  })
  return submit(simulator, { owner, clientId, xml, files, test, content: JSON.stringify(content) })
}

async function replyOf(simulator: Simulator, reply: AdapterReply): Promise<Json> {
  return {
    clientId: reply.clientId,
    replyToClientId: reply.request.clientId,
    messageId: reply.answer.id,
    responseContent: await contentOf(simulator, reply),
  }
}

async function contentOf(simulator: Simulator, reply: AdapterReply): Promise<unknown> {
  const told = await tell(simulator, reply)
  return told.kind === 'error'
    ? { error: { code: told.code, description: told.description } }
    : orderResponse(told.xml)
}

async function messageOf(simulator: Simulator, found: Found): Promise<Json> {
  if ('reply' in found) {
    const { responseContent, ...facts } = await replyOf(simulator, found.reply)
    return { messageType: 'RESPONSE', ...facts, messageContent: responseContent }
  }
  const { clientId, messageId, content } = found.request
  return { messageType: 'REQUEST', clientId, messageId, messageContent: JSON.parse(content) as unknown }
}
