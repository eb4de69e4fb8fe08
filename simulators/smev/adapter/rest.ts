import { moscowTimestamp } from '../epgu/time'
import type { Simulator } from '../simulator'
import { EPGU } from '../soap/write'
import { type Found, receive, search, submit } from './exchange'
import { Invalid } from './invalid'
import { listOf, objectAt, type Json, textAt } from '../json'
import { criteriaFrom, page } from './criteria'
import { tell } from './reply'

/** The REST form of the adapter: the same three operations, XML within JSON. Undefined: an empty queue. */
export async function perform(simulator: Simulator, operation: string, body: Json): Promise<unknown> {
  const itSystem = textAt(body, 'itSystem')
  if (!itSystem || itSystem.length > 50) throw new Invalid('itSystem должен быть от 1 до 50 знаков.')
  const owner = `adapter:${itSystem}`
  const query = objectAt(body, 'specificQuery')
  if (operation === 'AdapterGet') {
    const wanted = textAt(query, 'messageTypeCriteria') !== 'REQUEST'
    const reply = wanted ? await receive(simulator, owner) : undefined
    return reply && queryResult(simulator, itSystem, { reply })
  }
  if (operation === 'AdapterFind') {
    const found = page(await search(simulator, owner, criteriaFrom(query)), query)
    return { queryResult: await Promise.all(found.map((each) => queryResult(simulator, itSystem, each))) }
  }
  return send(simulator, itSystem, owner, objectAt(body, 'requestMessage'))
}

async function send(simulator: Simulator, itSystem: string, owner: string, message: Json | undefined) {
  const metadata = objectAt(message, 'requestMetadata')
  const content = objectAt(objectAt(message, 'requestContent'), 'content')
  const xml = textAt(objectAt(content, 'messagePrimaryContent'), 'any')
  if (textAt(message, 'messageType') !== 'RequestMessageType' || !metadata || !xml)
    throw new Invalid('Нужен requestMessage с messageType, requestMetadata и messagePrimaryContent.any.')
  const files = listOf(objectAt(content, 'attachmentHeaderList'), 'attachmentHeader').map((header) => ({
    filePath: textAt(header, 'filePath') ?? '',
    uuid: textAt(header, 'id'),
  }))
  const clientId = textAt(metadata, 'clientId') ?? ''
  const messageId = await submit(simulator, {
    owner,
    clientId,
    xml,
    files,
    test: metadata.testMessage === true,
  })
  return { itSystem, messageId }
}

async function queryResult(simulator: Simulator, itSystem: string, found: Found): Promise<Json> {
  if ('request' in found) {
    const { messageId, transaction, at, clientId, test, content } = found.request
    return {
      smevMetadata: {
        messageId,
        transactionCode: transaction,
        sender: itSystem,
        recipient: EPGU,
        sendingDate: moscowTimestamp(at),
      },
      message: {
        messageType: 'RequestMessageType',
        requestMetadata: { clientId, testMessage: test },
        requestContent: { content: { messagePrimaryContent: { any: content } } },
      },
    }
  }
  const { request, clientId, answer } = found.reply
  const sendingDate = moscowTimestamp(answer.visibleAt)
  const smevMetadata = {
    messageId: answer.id,
    transactionCode: request.transaction,
    originalMessageID: request.messageId,
    sender: answer.from,
    recipient: itSystem,
    sendingDate,
  }
  const told = await tell(simulator, found.reply)
  if (told.kind === 'error')
    return {
      smevMetadata,
      message: {
        messageType: 'ErrorMessage',
        statusMetadata: { clientId, originalClientId: request.clientId },
        status: 'ERROR',
        details: told.description,
        timestamp: sendingDate,
        type: 'SERVER',
        fault: { code: told.code, description: told.description },
      },
    }
  const responseMetadata = { clientId, replyToClientId: request.clientId }
  if (told.kind === 'reject') {
    const rejects = [{ code: told.code, description: told.description }]
    return {
      smevMetadata,
      message: { messageType: 'PrimaryMessage', responseMetadata, responseContent: { rejects } },
    }
  }
  const attachmentHeader = told.files.map((filePath) => ({ filePath, transferMethod: 'MTOM' }))
  return {
    smevMetadata,
    message: {
      messageType: 'PrimaryMessage',
      responseMetadata,
      responseContent: {
        content: {
          messagePrimaryContent: { any: told.xml },
          ...(attachmentHeader.length > 0 && { attachmentHeaderList: { attachmentHeader } }),
        },
      },
    },
  }
}
