import type { IncomingMessage, ServerResponse } from 'node:http'
import { listDirectories, putDirectory } from './control-directories'
import { putSender, removeSender } from './control-senders'
import { BadRequest, readBody, sendJson, TooLarge } from './http'
import { readRule } from './plan'
import { certificatesOf } from './signature/keys'
import { commit, type Simulator } from './simulator'
import type { JournalEvent, Settings } from './store/events'

const LARGEST = 5 * 1024 * 1024
const PAGE = 10_000

type Json = Record<string, unknown>
type Handler = (simulator: Simulator, body: unknown, rest: string, query: URLSearchParams) => unknown

const HANDLERS: Record<string, Handler> = {
  'GET services': ({ state }) => [...state.services].map(([targetCode, name]) => ({ targetCode, name })),
  'PUT services': (simulator, body) => putServices(simulator, body),
  'DELETE services': (simulator, _body, code) =>
    commit(simulator, { t: 'service-removed', at: Date.now(), code }).then(() => ({})),
  'DELETE orders': (simulator, _body, number) =>
    simulator.state.orders.has(Number(number))
      ? commit(simulator, {
          t: 'order-forgotten',
          at: Date.now(),
          elkOrderNumber: Number(number),
        }).then(() => ({}))
      : undefined,
  'PUT applicants': (simulator, body, snils) => {
    const { account } = asObject(body)
    if (typeof account !== 'boolean' || !/^[\d -]{11,14}$/.test(snils))
      throw new BadRequest('Expected {account: boolean}')
    return commit(simulator, { t: 'account', at: Date.now(), snils, account }).then(() => ({}))
  },
  'GET settings': ({ state }) => state.settings,
  'PUT settings': (simulator, body) => putSettings(simulator, asObject(body)),
  'GET faults': ({ plan }) => plan.rules,
  'POST faults': ({ plan }, body) => {
    const rule = readRule(asObject(body))
    if (!rule) throw new BadRequest('Expected {operation, fault} or {answer}')
    plan.add(rule)
    return plan.rules
  },
  'DELETE faults': ({ plan }) => (plan.clear(), []),
  'GET journal': ({ state }, _body, _rest, query) => {
    const after = Number(query.get('after') ?? 0)
    return state.applied.slice(after, after + PAGE)
  },
  'GET notifications': ({ state }) => state.notifications,
  'GET messages': ({ exchanges }, _body, id) => (id === '' ? exchanges.list() : exchanges.find(id)),
  'GET directories': ({ state }, _body, number) =>
    number === '' ? listDirectories(state) : state.shelf.find(number),
  'PUT directories': (simulator, body, number) => putDirectory(simulator, number, body),
  'GET certificates': ({ keys }) => certificatesOf(keys),
  'GET senders': ({ state }) => state.senders.list(),
  'PUT senders': (simulator, body) => putSender(simulator, asObject(body)),
  'DELETE senders': (simulator, _body, mnemonic) => removeSender(simulator, mnemonic),
  'GET state': (simulator) => counts(simulator),
}

export async function control(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) {
  const [, , name = '', ...rest] = url.pathname.split('/')
  const handler = HANDLERS[`${request.method} ${name}`]
  if (!handler) return sendJson(response, { error: 'No such control' }, 404)
  try {
    const bytes = await readBody(request, LARGEST)
    const body: unknown = bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined
    const result = await handler(simulator, body, decodeURIComponent(rest.join('/')), url.searchParams)
    sendJson(response, result ?? { error: 'Not found' }, result === undefined ? 404 : 200)
  } catch (error) {
    if (!(
      error instanceof BadRequest ||
      error instanceof SyntaxError ||
      error instanceof URIError ||
      error instanceof TooLarge
    ))
      throw error
    sendJson(response, { error: error.message || 'Too large' }, 400)
  }
}

function asObject(body: unknown): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new BadRequest('Expected a JSON object')
  return body as Json
}

async function putServices(simulator: Simulator, body: unknown): Promise<unknown> {
  if (!Array.isArray(body)) throw new BadRequest('Expected a list of {targetCode, name}')
  const services = body.map(asObject)
  if (
    !services.every(
      ({ targetCode, name }) => typeof targetCode === 'string' && targetCode && typeof name === 'string',
    )
  )
    throw new BadRequest('Expected a list of {targetCode, name}')
  for (const { targetCode, name } of services) addService(simulator, String(targetCode), String(name))
  await simulator.journal.settled()
  return { known: simulator.state.services.size }
}

export function addService({ state, journal }: Simulator, code: string, name: string): void {
  if (state.services.get(code) === name) return
  const event: JournalEvent = { t: 'service', at: Date.now(), code, name }
  journal.append(event)
  state.apply(event)
}

export async function putSettings(simulator: Simulator, body: Json): Promise<Settings> {
  const settings: Partial<Settings> = {}
  for (const [name, value] of Object.entries(body)) {
    const figure = typeof value === 'boolean' ? Number(value) : value
    const known = name in simulator.state.settings
    if (!known || typeof figure !== 'number' || !(figure >= 0) || !Number.isFinite(figure))
      throw new BadRequest(`"${name}" is not a setting or its value is not a number from 0`)
    settings[name as keyof Settings] = figure
  }
  await commit(simulator, { t: 'settings', at: Date.now(), settings })
  return simulator.state.settings
}

function counts({ state, plan }: Simulator): Json {
  const pending = [...state.pending.values()]
  return {
    messages: state.messages.size,
    orders: state.orders.size,
    applicants: state.applicants.size,
    services: state.services.size,
    files: state.files.size,
    journal: state.applied.length,
    refused: state.applied.filter(({ code }) => code !== 0).length,
    answersPending: pending.length,
    answersDelivered: pending.filter(({ deliveredAt }) => deliveredAt !== undefined).length,
    answersAcknowledged: state.acknowledged,
    faults: plan.rules.length,
    settings: state.settings,
  }
}
