import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, redirect } from '../smev/http'
import { refusal } from './authorize'
import { isFault } from './faults'
import { refusalPage, sendEsiaPage } from './page'
import { findPerson } from './persons'
import { keep, type Simulator } from './simulator'

const CODE_MS = 60_000

/** POST of the page of persons: who signs in, and how ЕСИА is to answer. */
export async function signIn(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams(String(await readBody(request, 10_000)))
  const id = form.get('request') ?? ''
  const asked = simulator.asked.get(id)
  const person = findPerson(Number(form.get('oid')))
  const fault = form.get('fault') ?? 'none'
  if (!asked || !person || !isFault(fault))
    return sendEsiaPage(response, refusalPage('Этот вход уже завершён. Начните его снова из АРМ.'), 400)
  simulator.asked.delete(id)
  const back = (answer: Record<string, string>) =>
    redirect(response, `${asked.redirect}?${new URLSearchParams(answer)}`)
  if (fault === 'denied')
    return back({ ...refusal('access_denied', 'ESIA-007004', 'The owner refused'), state: asked.state })
  const code = randomBytes(24).toString('base64url')
  const until = Date.now() + (fault === 'expired' ? -1 : CODE_MS)
  keep(simulator.codes, code, { ...asked, person, fault, until })
  return back({ code, state: fault === 'state' ? crypto.randomUUID() : asked.state })
}
