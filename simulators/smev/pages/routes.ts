import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { addService, putSettings } from '../control'
import { readBody, redirect, sendPage } from '../http'
import { readRule } from '../plan'
import { commit, type Simulator } from '../simulator'
import { applicantPage, applicantsPage } from './applicants'
import { html } from './html'
import { layout } from './layout'
import { disposition, orderPage } from './order'
import { markSeen } from './seen'
import { trainerPage } from './trainer'

const LARGEST_FORM = 64 * 1024

export function pages(simulator: Simulator) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const [, section = '', name = ''] = url.pathname.split('/')
    if (request.method === 'POST' && section === 'trainer') return post(simulator, request, response, name)
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end()
    if (section === 'files') return download(simulator, response, decode(name))
    const page = find(simulator, section, decode(name), url.searchParams)
    if (page === undefined) sendPage(response, notFound(), 404)
    else sendPage(response, page)
  }
}

function find(
  simulator: Simulator,
  section: string,
  name: string,
  query: URLSearchParams,
): string | undefined {
  const { state } = simulator
  if (section === '' && name === '') return applicantsPage(state, query.get('q') ?? '')
  if (section === 'trainer' && name === '') return trainerPage(simulator, query.has('done'))
  if (section === 'applicants') {
    const applicant = state.applicants.get(name)
    return applicant && applicantPage(state, applicant)
  }
  const order = section === 'orders' ? state.orders.get(Number(name)) : undefined
  if (!order) return undefined
  markSeen(order)
  return orderPage(state, order)
}

function notFound(): string {
  const content = html`<h1>Такой страницы нет</h1>
    <p><a href="/">К заявителям</a></p>`
  return layout('Такой страницы нет', 'applicants', content)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function download({ state, files }: Simulator, response: ServerResponse, uuid: string): Promise<void> {
  const file = state.files.get(uuid)
  if (!file) return sendPage(response, notFound(), 404)
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': file.size,
    'content-disposition': disposition(file.name),
    'x-content-type-options': 'nosniff',
  })
  await pipeline(files.read(file), response)
}

async function post(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
): Promise<void> {
  const form = Object.fromEntries(
    new URLSearchParams((await readBody(request, LARGEST_FORM)).toString('utf8')),
  )
  const at = Date.now()
  if (name === 'answer') {
    const rule = readRule({ ...form, count: Number(form.count) })
    if (rule) simulator.plan.add(rule)
  } else if (name === 'reset') simulator.plan.clear()
  else if (name === 'delay') {
    const seconds = Number(form.seconds)
    if (seconds >= 0 && seconds <= 600) await putSettings(simulator, { delayMs: Math.round(seconds * 1000) })
  } else if (name === 'service' && form.code && form.name) {
    addService(simulator, form.code.trim(), form.name.trim())
    await simulator.journal.settled()
  } else if (name === 'service-removed' && form.code)
    await commit(simulator, { t: 'service-removed', at, code: form.code })
  else if (name === 'account' && /^[\d -]{11,14}$/.test(form.snils ?? ''))
    await commit(simulator, { t: 'account', at, snils: form.snils ?? '', account: form.account === 'yes' })
  redirect(response, '/trainer?done')
}
