import type { IncomingMessage, ServerResponse } from 'node:http'
import { breakDown } from '../breakdown'
import { readBody, TooLarge } from '../http'
import { type Breakdown, BREAKDOWNS, type Operation } from '../plan'
import type { Simulator } from '../simulator'
import { readBodyOf } from '../soap/multipart'
import { Invalid, Unwell } from './invalid'
import { parseObject } from './criteria'
import * as plugin from './plugin'
import * as rest from './rest'
import * as soap from './soap'

const LARGEST = 10 * 1024 * 1024
const XML = 'text/xml;charset=UTF-8'
const JSON_TYPE = 'application/json; charset=utf-8'
const OPERATIONS: Record<string, Operation> = { send: 'AdapterSend', get: 'AdapterGet', find: 'AdapterFind' }

interface Call {
  operation: string
  perform: () => Promise<string>
  refuse: (error: Invalid | Unwell) => string
  type: string
}

/** The addresses of the adapter: `/adapter/ws`, `/adapter/send|get|find`, `/plugin/Send|Get|Find`. */
export const isAdapter = (pathname: string): boolean =>
  pathname === '/adapter/ws' || doorOf(pathname) !== undefined

function doorOf(pathname: string): { form: typeof rest | typeof plugin; operation: Operation } | undefined {
  const [, place, name = '', ...more] = pathname.split('/')
  const operation = OPERATIONS[name.toLowerCase()]
  const form = place === 'adapter' ? rest : place === 'plugin' ? plugin : undefined
  return form && operation && more.length === 0 ? { form, operation } : undefined
}

export async function adapterEndpoint(
  simulator: Simulator,
  incoming: IncomingMessage,
  response: ServerResponse,
  pathname: string,
): Promise<void> {
  const at = Date.now()
  const bytes = await readBody(incoming, LARGEST).catch((error: unknown) => {
    if (error instanceof TooLarge) return Buffer.alloc(0)
    throw error
  })
  const body = readBodyOf(incoming.headers['content-type'] ?? '', bytes)
  const { status, call, text, broken } = await serve(simulator, pathname, body)
  const answer = () => void response.writeHead(status, { 'content-type': call.type }).end(text)
  if (call.operation !== 'AdapterGet' || status !== 200 || text.length > 300)
    simulator.exchanges.add({ at, operation: call.operation, request: body.toString('utf8'), response: text })
  if (broken) await breakDown(broken, response, answer)
  else answer()
}

interface Served {
  status: number
  call: Call
  text: string
  broken?: Breakdown
}

async function serve(simulator: Simulator, pathname: string, body: Buffer): Promise<Served> {
  let call = unread(pathname)
  try {
    call = read(simulator, pathname, body)
    const operation = Object.values(OPERATIONS).find((known) => known === call.operation)
    const rule = operation && simulator.plan.takeOperation(operation)
    const broken = BREAKDOWNS.find((known) => known === rule?.fault)
    if (rule && !rule.after && rule.fault !== 'slow') {
      if (broken) return { status: 200, call, text: '', broken }
      throw forced(rule.fault)
    }
    const text = await call.perform()
    if (rule && !broken) throw forced(rule.fault)
    return { status: 200, call, text, broken }
  } catch (error) {
    if (!(error instanceof Invalid || error instanceof Unwell)) throw error
    const status = call.type === XML || error instanceof Unwell ? 500 : 400
    return { status, call, text: call.refuse(error) }
  }
}

const forced = (fault: string): Invalid | Unwell =>
  fault === 'ValidationFault' ? new Invalid('Ответ выбран обучающим.') : new Unwell(fault)

function read(simulator: Simulator, pathname: string, body: Buffer): Call {
  const call = unread(pathname)
  const door = doorOf(pathname)
  if (door) {
    const object = parseObject(body)
    const perform = async () => {
      const result = await door.form.perform(simulator, door.operation, object)
      return result === undefined ? '' : JSON.stringify(result)
    }
    return { ...call, operation: door.operation, perform }
  }
  const asked = soap.readCall(body)
  const refuse = (error: Invalid | Unwell) => soap.faultOf(error, asked.operation)
  const perform = () => soap.perform(simulator, asked)
  if (asked.operation !== 'SendSyncRequest') return { ...call, operation: asked.operation, perform, refuse }
  const never = () => Promise.reject(new Unwell('SYNC'))
  return { ...call, operation: asked.operation, perform: never, refuse }
}

/** How to refuse a call that could not even be read. */
function unread(pathname: string): Call {
  const isSoap = pathname === '/adapter/ws'
  return {
    operation: 'Adapter',
    perform: () => Promise.resolve(''),
    refuse: (error) => (isSoap ? soap.faultOf(error, '') : JSON.stringify({ error: error.message })),
    type: isSoap ? XML : JSON_TYPE,
  }
}
