import { decide } from '../epgu/decide'
import { type Order, readOrders } from '../epgu/order'
import { instantOf, moscowTimestamp } from '../epgu/time'
import type { Simulator } from '../simulator'
import type { StoredFile } from '../store/events'
import { ELK } from '../xml/namespaces'
import { child, type Element, textOf } from '../xml/parse'
import { answerEnvelope, CALLER, metadata, type Request } from './envelope'
import { SmevFault } from './faults'
import { instantOfMessageId } from './message-id'

const TWO_DAYS = 2 * 86_400_000

export async function sendRequest(simulator: Simulator, request: Request): Promise<string> {
  const data = child(request.body, 'SenderProvidedRequestData')
  const id = textOf(data, 'MessageID') ?? ''
  checkId(id, Date.now())
  const first = earlier(simulator, id)
  if (first) {
    await first
    throw new SmevFault('MessageIsAlreadySent')
  }
  checkContent(request.body, data)
  const deciding = take(simulator, request, data, id)
  simulator.deciding.set(id, deciding)
  const at = Date.now()
  await deciding.finally(() => simulator.deciding.delete(id))
  const facts = metadata(
    [
      ['MessageId', id],
      ['MessageType', 'REQUEST'],
      ['Sender', CALLER],
      ['SendingTimestamp', moscowTimestamp(at)],
      ['Recipient', 'MNSV05'],
      ['Status', 'requestIsQueued'],
    ],
    'SIGNED_BY_SMEV',
  )
  return answerEnvelope('SendRequestResponse', facts)
}

function checkId(id: string, now: number): void {
  const minted = instantOfMessageId(id)
  if (minted === undefined) throw new SmevFault('InvalidMessageIdFormat')
  if (now - minted > TWO_DAYS) throw new SmevFault('StaleMessageId')
}

/** «Already sent» is said only when the first copy is safe: the client takes it for an acceptance. */
function earlier({ deciding, state, journal }: Simulator, id: string): Promise<void> | undefined {
  return deciding.get(id) ?? (state.messages.has(id) ? journal.settled() : undefined)
}

function checkContent(body: Element, data: Element | undefined): void {
  const business = child(data, 'MessagePrimaryContent')?.children[0]
  if (business?.name !== 'ElkOrderRequest' || business.namespace !== ELK)
    throw new SmevFault('BusinessDataTypeIsNotSupported', {
      extra: {
        RootElementLocalName: business?.name ?? '',
        RootElementNamespaceURI: business?.namespace ?? '',
      },
    })
  const limit = textOf(data, 'EOL')
  if (limit !== undefined && instantOf(limit) < Date.now()) throw new SmevFault('EndOfLifeReached')
  const announced = (child(data, 'AttachmentHeaderList')?.children ?? []).map((header) =>
    textOf(header, 'contentId'),
  )
  const contents = (child(body, 'AttachmentContentList')?.children ?? []).map((content) =>
    textOf(content, 'Id'),
  )
  if (announced.sort().join('\n') !== contents.sort().join('\n'))
    throw new SmevFault('AttachmentContentMiscoordination')
}

async function take(
  simulator: Simulator,
  request: Request,
  data: Element | undefined,
  id: string,
): Promise<void> {
  const { state, plan, journal } = simulator
  const invalid = request.businessProblems.length > 0 ? request.businessProblems : undefined
  const business = child(data, 'MessagePrimaryContent')?.children[0]
  const orders: Order[] = invalid || !business ? [] : readOrders(business)
  const { files, missingFile } = await checkFiles(simulator, data)
  const test = child(data, 'TestMessage') !== undefined
  const event = decide(state, plan, { id, at: Date.now(), test, orders, invalid, missingFile, files })
  journal.append(event)
  state.record(event)
  await journal.settled()
}

async function checkFiles({ files }: Simulator, data: Element | undefined) {
  const found = new Map<string, StoredFile>()
  for (const header of child(data, 'RefAttachmentHeaderList')?.children ?? []) {
    const uuid = textOf(header, 'uuid') ?? ''
    const file = await files.find(uuid)
    if (!file) return { files: found, missingFile: `Файл ${uuid} не найден в файловом хранилище.` }
    if ((await files.hash(file)) !== textOf(header, 'Hash'))
      return { files: found, missingFile: `Хэш файла ${uuid} не совпадает с указанным.` }
    found.set(uuid, file)
  }
  return { files: found, missingFile: undefined }
}
