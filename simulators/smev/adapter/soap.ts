import { XmlC14NMode, type XmlElement } from 'libxml2-wasm'
import { moscowTimestamp } from '../epgu/time'
import type { Simulator } from '../simulator'
import { envelopeOf } from '../soap/write'
import { escapeText } from '../xml/escape'
import { SOAP, XSI } from '../xml/namespaces'
import { child, childElements, type Element, textOf, toElement, withDocument, XmlRefused } from '../xml/parse'
import { adapterProblems } from '../xml/schemas'
import type { Criteria } from './criteria'
import { type Found, receive, search, submit } from './exchange'
import { Invalid, Unwell } from './invalid'
import type { AdapterRequest } from './messages'
import { tell } from './reply'

export const ADAPTER = 'urn://x-artefacts-smev-gov-ru/services/service-adapter/types'
const ROOTS: Record<string, string> = {
  ClientMessage: 'AdapterSend',
  MessageQuery: 'AdapterGet',
  FindMessageQuery: 'AdapterFind',
}

interface Call {
  operation: string
  body: Element
  /** The business content, standing alone. */
  xml: string
}

export function readCall(bytes: Uint8Array): Call {
  try {
    return withDocument(bytes, ({ root }) => {
      const body = childElements(root).find(
        ({ name, namespaceUri }) => name === 'Body' && namespaceUri === SOAP,
      )
      const [element] = body ? childElements(body) : []
      if (!element || element.namespaceUri !== ADAPTER)
        throw new Invalid('В конверте нет сообщения адаптера.')
      if (element.name === 'SyncRequest')
        return { operation: 'SendSyncRequest', body: toElement(element), xml: '' }
      const operation = ROOTS[element.name]
      if (!operation) throw new Invalid(`Адаптер не знает ${element.name}.`)
      const problems = adapterProblems(element)
      if (problems.length > 0) throw new Invalid(problems.join('; '))
      return { operation, body: toElement(element), xml: businessOf(element) }
    })
  } catch (error) {
    if (error instanceof XmlRefused) throw new Invalid(error.problems.join('; '))
    throw error
  }
}

export function businessOf(element: XmlElement): string {
  if (element.name === 'MessagePrimaryContent')
    return childElements(element)[0]?.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 }) ?? ''
  for (const inner of childElements(element)) {
    const found = businessOf(inner)
    if (found) return found
  }
  return ''
}

export async function perform(simulator: Simulator, { operation, body, xml }: Call): Promise<string> {
  const itSystem = textOf(body, 'itSystem') ?? ''
  const owner = `adapter:${itSystem}`
  const query = child(body, 'specificQuery')
  if (operation === 'AdapterGet') {
    const wanted = textOf(query, 'messageTypeCriteria') !== 'REQUEST'
    const reply = wanted ? await receive(simulator, owner) : undefined
    return envelope(reply ? await queryResult(simulator, { reply }) : EMPTY)
  }
  if (operation === 'AdapterFind') {
    const found = await search(simulator, owner, criteriaOf(query))
    const results = await Promise.all(found.map((each) => queryResult(simulator, each)))
    return envelope(`<a:QueryResultList>${results.join('')}</a:QueryResultList>`)
  }
  const { clientId, files, test } = requestOf(body)
  const id = await submit(simulator, { owner, clientId, xml, files, test })
  return envelope(
    `<a:MessageResult><a:itSystem>${escapeText(itSystem)}</a:itSystem><a:MessageId>${id}</a:MessageId></a:MessageResult>`,
  )
}

/** What a ClientMessage asks to send, beside its business content. */
export function requestOf(body: Element) {
  const message = child(body, 'RequestMessage')
  const metadata = child(message, 'RequestMetadata')
  const content = child(child(message, 'RequestContent'), 'content')
  return {
    system: textOf(body, 'itSystem') ?? '',
    clientId: textOf(metadata, 'clientId') ?? '',
    test: ['true', '1'].includes(textOf(metadata, 'testMessage') ?? ''),
    files: (child(content, 'AttachmentHeaderList')?.children ?? []).map((header) => ({
      filePath: textOf(header, 'filePath') ?? '',
    })),
  }
}

const envelope = (content: string): string =>
  envelopeOf(content.replace(/^<[\w:]+/, (tag) => `${tag} xmlns:a="${ADAPTER}" xmlns:xsi="${XSI}"`))
const EMPTY = '<a:QueryResult><a:smevMetadata/><a:Message/></a:QueryResult>'

function criteriaOf(query: Element | undefined): Criteria {
  const interval = child(query, 'messageIntervalCriteria')
  const client = child(query, 'messageClientIdCriteria')
  const instant = (name: string) => {
    const text = textOf(interval, name)
    return text === undefined ? undefined : Date.parse(text)
  }
  return {
    from: instant('from'),
    to: instant('to'),
    clientId: textOf(client, 'clientId'),
    clientIdCriteria: textOf(client, 'clientIdCriteria'),
  }
}

export async function queryResult(simulator: Simulator, found: Found): Promise<string> {
  const request = 'reply' in found ? found.reply.request : found.request
  const id = 'reply' in found ? found.reply.answer.id : request.messageId
  const original = 'reply' in found ? `<a:OriginalMessageID>${request.messageId}</a:OriginalMessageID>` : ''
  const message = 'reply' in found ? await replyMessage(simulator, found) : requestMessage(request)
  return (
    `<a:QueryResult><a:smevMetadata><a:MessageId>${id}</a:MessageId>` +
    `<a:TransactionCode>${request.transaction}</a:TransactionCode>${original}</a:smevMetadata>${message}</a:QueryResult>`
  )
}

const primary = (xml: string) => `<a:MessagePrimaryContent>${xml}</a:MessagePrimaryContent>`

function requestMessage({ clientId, test, content }: AdapterRequest): string {
  return (
    `<a:Message xsi:type="a:RequestMessageType"><a:RequestMetadata><a:clientId>${escapeText(clientId)}</a:clientId>` +
    `<a:testMessage>${test}</a:testMessage></a:RequestMetadata>` +
    `<a:RequestContent><a:content>${primary(content)}</a:content></a:RequestContent></a:Message>`
  )
}

async function replyMessage(
  simulator: Simulator,
  { reply }: Extract<Found, { reply: unknown }>,
): Promise<string> {
  const told = await tell(simulator, reply)
  const original = escapeText(reply.request.clientId)
  if (told.kind === 'error')
    return (
      `<a:Message xsi:type="a:ErrorMessage"><a:statusMetadata><a:clientId>${reply.clientId}</a:clientId>` +
      `<a:originalClientId>${original}</a:originalClientId></a:statusMetadata><a:status>ERROR</a:status>` +
      `<a:details>${escapeText(told.description)}</a:details><a:timestamp>${moscowTimestamp(reply.answer.visibleAt)}</a:timestamp>` +
      `<a:type>SERVER</a:type><a:fault><f:code xmlns:f="${ADAPTER}/faults">${told.code}</f:code>` +
      `<f:description xmlns:f="${ADAPTER}/faults">${escapeText(told.description)}</f:description></a:fault></a:Message>`
    )
  const responseMetadata =
    `<a:ResponseMetadata><a:clientId>${reply.clientId}</a:clientId>` +
    `<a:replyToClientId>${original}</a:replyToClientId></a:ResponseMetadata>`
  if (told.kind === 'reject')
    return (
      `<a:Message xsi:type="a:ResponseMessageType">${responseMetadata}<a:ResponseContent><a:rejects>` +
      `<a:code>${told.code}</a:code><a:description>${escapeText(told.description)}</a:description></a:rejects></a:ResponseContent></a:Message>`
    )
  const headers = told.files.map(
    (file) => `<a:AttachmentHeader><a:filePath>${escapeText(file)}</a:filePath></a:AttachmentHeader>`,
  )
  const list =
    headers.length > 0 ? `<a:AttachmentHeaderList>${headers.join('')}</a:AttachmentHeaderList>` : ''
  return (
    `<a:Message xsi:type="a:ResponseMessageType">${responseMetadata}<a:ResponseContent><a:content>` +
    `${primary(told.xml)}${list}</a:content></a:ResponseContent></a:Message>`
  )
}

/** SystemFault: try again; ValidationFault: the message itself is wrong; SyncFault: synchronous calls are not served. */
export function faultOf(error: Invalid | Unwell, operation: string): string {
  const name =
    operation === 'SendSyncRequest'
      ? 'SyncFault'
      : error instanceof Unwell
        ? 'SystemFault'
        : 'ValidationFault'
  const code = error instanceof Unwell ? error.code : 'SIMULATOR'
  const text = escapeText(error.message)
  return envelopeOf(
    `<soap:Fault><faultcode>soap:${error instanceof Unwell ? 'Server' : 'Client'}</faultcode><faultstring>${text}</faultstring>` +
      `<detail><f:${name} xmlns:f="${ADAPTER}/faults"><f:code>${escapeText(code)}</f:code>` +
      `<f:description>${text}</f:description></f:${name}></detail></soap:Fault>`,
  )
}
