import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { breakDown } from '../breakdown'
import { readBody, TooLarge } from '../http'
import { isBreakdown, type OperationRule } from '../plan'
import type { Simulator } from '../simulator'
import { child, textOf } from '../xml/parse'
import type { Version } from '../xml/namespaces'
import { ack } from './ack'
import { authenticate } from './authenticate'
import { FAULT_NAMES, faultEnvelope, type FaultName, SmevFault } from './faults'
import { getResponse } from './get-response'
import { StatusQueue } from './get-status'
import { type Attachment, readBodyOf, writeMultipart } from './multipart'
import { readRequest, type Request } from './read-request'
import { sendRequest } from './send-request'

const LARGEST = 10 * 1024 * 1024

interface Answer {
  status: number
  xml: string
  operation: string
  messageId?: string
  attachments?: Attachment[]
}

export function soapEndpoint(simulator: Simulator, statuses: StatusQueue, version: Version) {
  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = Date.now()
    const bytes = await readBody(incoming, LARGEST).catch((error: unknown) => {
      if (error instanceof TooLarge) return undefined
      throw error
    })
    const { latencyMs, mtom } = simulator.state.settings
    if (latencyMs > 0) await sleep(latencyMs)
    const { answer, rule } = await serve(
      { simulator, statuses, version },
      bytes && readBodyOf(incoming.headers['content-type'] ?? '', bytes),
    )
    if (answer && worthKeeping(answer))
      simulator.exchanges.add({
        at,
        operation: answer.operation,
        messageId: answer.messageId,
        request: bytes ? Buffer.from(bytes).toString('utf8') : '',
        response: answer.xml,
      })
    if (rule && isBreakdown(rule.fault))
      await breakDown(rule.fault, response, answer && (() => send(response, answer, mtom)))
    else if (answer) send(response, answer, mtom)
  }
}

/** Polling an empty queue every second would drown everything else. */
const worthKeeping = (answer: Answer) =>
  answer.operation !== 'GetResponse' || answer.messageId !== undefined || answer.status !== 200

interface Served {
  answer?: Answer
  rule?: OperationRule
}

interface Door {
  simulator: Simulator
  statuses: StatusQueue
  version: Version
}

async function serve(door: Door, bytes: Uint8Array | undefined): Promise<Served> {
  const { simulator, version } = door
  const refuse = (fault: SmevFault) => faultAnswer(version, fault, operation, messageId)
  let operation = ''
  let messageId: string | undefined
  try {
    if (!bytes) throw new SmevFault('InvalidContent', { problems: ['The message is larger than 10 MB'] })
    const request = readRequest(bytes, version, simulator.state.settings.checks !== 0)
    operation = request.operation
    messageId = idOf(request)
    const rule = truthful(simulator, simulator.plan.takeOperation(request.operation), messageId)
    const early = rule !== undefined && !rule.after
    if (early && isFaultName(rule.fault)) throw new SmevFault(rule.fault)
    if (early && rule.fault !== 'slow') return { rule }
    request.caller = await authenticate(simulator, request)
    const done = await perform(door, request)
    await simulator.journal.settled() // nothing is told of what a killed process would forget
    const answer = { status: 200, operation, messageId, ...done }
    if (rule && isFaultName(rule.fault)) return { answer: refuse(new SmevFault(rule.fault)) }
    return { answer, rule }
  } catch (error) {
    if (error instanceof SmevFault) return { answer: refuse(error) }
    throw error
  }
}

const REFUSES_ID = new Set(['EndOfLifeReached', 'InvalidContent', 'InvalidMessageIdFormat', 'StaleMessageId'])

/** СМЭВ refuses no id that it has taken: a rule that would is passed over. */
function truthful({ state, deciding }: Simulator, rule: OperationRule | undefined, id = '') {
  const taken = state.messages.has(id) || deciding.has(id)
  return rule && !rule.after && taken && REFUSES_ID.has(rule.fault) ? undefined : rule
}

async function perform(
  { simulator, statuses }: Door,
  request: Request,
): Promise<Pick<Answer, 'xml' | 'messageId' | 'attachments'>> {
  if (request.operation === 'GetResponse') return getResponse(simulator, request)
  if (request.operation === 'Ack') return { xml: await ack(simulator, request) }
  if (request.operation === 'GetStatus') return { xml: await statuses.take(simulator, request) }
  const xml = await sendRequest(simulator, request)
  const id = idOf(request)
  if (id) statuses.push(request.caller, id)
  return { xml }
}

function idOf({ body }: Request): string | undefined {
  return textOf(child(body, 'SenderProvidedRequestData'), 'MessageID') ?? textOf(body, 'AckTargetMessage')
}

const isFaultName = (fault: string): fault is FaultName => FAULT_NAMES.some((name) => name === fault)

function faultAnswer(
  version: Version,
  fault: SmevFault,
  operation: string,
  messageId: string | undefined,
): Answer {
  return { status: 500, xml: faultEnvelope(version, fault), operation: operation || 'Fault', messageId }
}

function send(response: ServerResponse, { status, xml, attachments = [] }: Answer, mtom: number): void {
  if (mtom === 0 && attachments.length === 0)
    return void response.writeHead(status, { 'content-type': 'text/xml;charset=UTF-8' }).end(xml)
  const { contentType, body } = writeMultipart(xml, attachments)
  response.writeHead(status, { 'content-type': contentType }).end(body)
}
