import { accept } from '../accept'
import { type ServiceName, serviceOf, SERVICES } from '../services'
import { commit, type Simulator } from '../simulator'
import { newMessageId } from '../soap/message-id'
import { type Element, toElement, withDocument, XmlRefused } from '../xml/parse'
import { upload } from './files'
import type { Criteria } from './criteria'
import { Invalid } from './invalid'
import type { AdapterReply, AdapterRequest } from './messages'

export interface Given {
  owner: string
  clientId: string
  /** The business content as XML. */
  xml: string
  files: { filePath: string; uuid?: string }[]
  test: boolean
  /** What Find gives back, when it is not the XML itself. */
  content?: string
}

/** Send: the adapter makes the identifier and the signature, brings the files to the store and hands the message on. */
export async function submit(simulator: Simulator, given: Given): Promise<string> {
  const { owner, clientId } = given
  const key = `${owner}\n${clientId}`
  if (clientId === '' || clientId.length > 50) throw new Invalid('clientId должен быть от 1 до 50 знаков.')
  if (simulator.state.adapter.knows(owner, clientId) || simulator.deciding.has(key))
    throw new Invalid(`Сообщение с clientId ${clientId} уже есть.`)
  const id = newMessageId(Date.now())
  const taking = take(simulator, given, id)
  simulator.deciding.set(key, taking)
  await taking.finally(() => simulator.deciding.delete(key))
  return id
}

async function take(simulator: Simulator, given: Given, id: string): Promise<void> {
  const { owner, clientId, xml, test } = given
  const { service, business, problems } = readBusiness(xml)
  const free = uuidsOf(business).filter((uuid) => !given.files.some((file) => file.uuid === uuid))
  const files: { uuid: string; hash: string }[] = []
  for (const { filePath, uuid } of given.files)
    files.push(await upload(simulator, filePath, uuid ?? free.shift()))
  const adapter = { clientId, content: given.content ?? xml }
  await accept(simulator, { id, owner, service, business, problems, files, test, adapter })
}

function readBusiness(xml: string): { service: ServiceName; business: Element; problems: string[] } {
  try {
    return withDocument(Buffer.from(xml), ({ root }) => {
      const service = serviceOf(root.name, root.namespaceUri)
      if (!service) throw new Invalid(`Вид сведений {${root.namespaceUri}}${root.name} не зарегистрирован.`)
      return { service, business: toElement(root), problems: SERVICES[service].problems(root) }
    })
  } catch (error) {
    if (error instanceof XmlRefused) throw new Invalid(`Содержимое не читается: ${error.message}`)
    throw error
  }
}

/** The files the content speaks of, in order: the SOAP form of the adapter ties them to headers by nothing else. */
function uuidsOf(element: Element): string[] {
  const own = element.name === 'FSuuid' ? [element.text.trim()] : []
  return [...new Set([...own, ...element.children.flatMap(uuidsOf)])]
}

/** Get: the next answer of this owner, acknowledged by the adapter itself. */
export async function receive(simulator: Simulator, owner: string): Promise<AdapterReply | undefined> {
  const now = Date.now()
  for (const answer of simulator.state.pending.values()) {
    if (answer.owner !== owner || answer.visibleAt > now) continue
    await commit(simulator, { t: 'ack', at: now, id: answer.id })
    return simulator.state.adapter.replyTo(answer.id)
  }
  return undefined
}

export type Found = { request: AdapterRequest } | { reply: AdapterReply }

/** Find: what passed in a time, or a message by one of the identifiers; reading changes nothing, and tells of nothing that is not on the disk. */
export async function search(simulator: Simulator, owner: string, criteria: Criteria): Promise<Found[]> {
  await simulator.journal.settled()
  const { state } = simulator
  const now = Date.now()
  const { from = 0, to = now, clientId, clientIdCriteria } = criteria
  const requests = state.adapter.of(owner)
  const arrived = ({ replies }: AdapterRequest) => replies.filter(({ answer }) => answer.visibleAt <= now)
  const mine = requests.filter((request) => request.clientId === clientId)
  const asReply = (reply: AdapterReply): Found => ({ reply })
  if (clientIdCriteria === 'GET_REQUEST_BY_REQUEST_CLIENTID') return mine.map((request) => ({ request }))
  if (clientIdCriteria === 'GET_RESPONSE_BY_REQUEST_CLIENTID') return mine.flatMap(arrived).map(asReply)
  if (clientIdCriteria === 'GET_RESPONSE_BY_RESPONSE_CLIENTID')
    return requests
      .flatMap(arrived)
      .filter((reply) => reply.clientId === clientId)
      .map(asReply)
  if (clientIdCriteria !== undefined) throw new Invalid(`Неизвестный критерий ${clientIdCriteria}.`)
  const during = (at: number) => at >= from && at <= to
  return requests.flatMap((request) => [
    ...(during(request.at) ? [{ request }] : []),
    ...arrived(request)
      .filter(({ answer }) => during(answer.visibleAt))
      .map(asReply),
  ])
}
