import { randomUUID } from 'node:crypto'
import { type GivenNotification, notify } from '../geps/accept'
import { notificationProblem } from '../geps/notify'
import type { Simulator } from '../simulator'
import { newMessageId } from '../soap/message-id'
import { type Found, receive, search, submit } from './exchange'
import { Invalid } from './invalid'
import { type Json, objectAt, textAt } from '../json'
import { criteriaFrom, page } from './criteria'
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
    const found = page(await search(simulator, owner, criteriaFrom(body)), body)
    return Promise.all(found.map((each) => messageOf(simulator, each)))
  }
  const content = objectAt(body, 'requestContent')
  if (!content) throw new Invalid('Нет requestContent.')
  const clientId = textAt(body, 'clientId') ?? randomUUID()
  const test = body.testMessage === true
  const given = { owner, clientId, test, content }
  const send = content.registry === undefined ? sendOrders : sendNotification
  return { clientId, messageId: await send(simulator, given) }
}

async function sendOrders(
  simulator: Simulator,
  { owner, clientId, test, content }: GivenNotification,
): Promise<string> {
  const files: { filePath: string; uuid: string }[] = []
  const xml = orderRequest(content, (filePath) => {
    const uuid = newMessageId(Date.now())
    files.push({ filePath, uuid })
    return uuid
  })
  return submit(simulator, { owner, clientId, xml, files, test, content: JSON.stringify(content) })
}

function sendNotification(simulator: Simulator, given: GivenNotification): Promise<string> {
  const problem = notificationProblem(given.content)
  if (problem) throw new Invalid(problem)
  if (simulator.state.adapter.knows(given.owner, given.clientId))
    throw new Invalid(`Сообщение с clientId ${given.clientId} уже есть.`)
  return notify(simulator, given)
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
  if (reply.answer.json !== undefined) return reply.answer.json
  const told = await tell(simulator, reply)
  return told.kind === 'content'
    ? orderResponse(told.xml)
    : { error: { code: told.code, description: told.description } }
}

async function messageOf(simulator: Simulator, found: Found): Promise<Json> {
  if ('reply' in found) {
    const { responseContent, ...facts } = await replyOf(simulator, found.reply)
    return { messageType: 'RESPONSE', ...facts, messageContent: responseContent }
  }
  const { clientId, messageId, content } = found.request
  return { messageType: 'REQUEST', clientId, messageId, messageContent: JSON.parse(content) as unknown }
}
