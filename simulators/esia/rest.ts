import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from '../smev/http'
import type { Simulator } from './simulator'

/** GET /rs/prns/{oid} and /rs/prns/{oid}/roles, for the bearer of that person's token. */
export function rest(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const [, oid, part] = /^\/rs\/prns\/(\d+)(\/roles)?$/.exec(path) ?? []
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const access = simulator.access.get(bearer)
  if (!access || access.until < Date.now())
    return sendJson(response, { code: 'ESIA-005011', message: 'No valid token' }, 401)
  if (!oid) return sendJson(response, { code: 'ESIA-005010', message: 'Not found' }, 404)
  const { person, fault, scope } = access
  if (Number(oid) !== person.oid)
    return sendJson(response, { code: 'ESIA-005012', message: 'Another person' }, 403)
  if (fault === 'person') return sendJson(response, { code: 'ESIA-005000', message: 'Failure' }, 500)
  if (part) {
    const elements = person.organisations.map(({ position, ...organisation }) => ({
      ...organisation,
      type: 'AGENCY',
      chief: false,
      active: true,
      position,
    }))
    return sendJson(response, { stateFacts: ['hasSize'], size: elements.length, elements })
  }
  const { lastName, firstName, middleName, trusted, snils } = person
  const scopes = scope.split(' ')
  sendJson(response, {
    stateFacts: ['EntityRoot'],
    status: 'REGISTERED',
    trusted,
    ...(scopes.includes('fullname') && { lastName, firstName, middleName }),
    ...(scopes.includes('snils') && { snils }),
  })
}
