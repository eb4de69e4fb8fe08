import { z } from 'zod'
import type { RefusalCode } from '@/lib/core/errors'
import { passGate } from './define-action'
import type { Permission } from './permissions'
import type { Session } from './session'

const statuses: Record<RefusalCode | 'UNEXPECTED', number> = {
  NOT_SIGNED_IN: 401,
  UNPROVEN: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID: 422,
  CONFLICT: 409,
  LIMIT: 429,
  UNAVAILABLE: 503,
  UNEXPECTED: 500,
}

type Context = { params: Promise<Record<string, string>> }
type Options<S extends z.ZodType> = { name: string; permission: Permission; input: S }

/**
 * A GET or an upload behind the same gate as the actions. Input = the path's parameters and the query.
 * The verb returns a value (sent as JSON) or a Response. A writing request must come from our own origin.
 */
export function defineRoute<S extends z.ZodType, T>(
  options: Options<S>,
  verb: (session: Session, input: z.output<S>, request: Request) => Promise<T | Response>,
) {
  return async (request: Request, context: Context): Promise<Response> => {
    if (request.method !== 'GET' && !fromOurOrigin(request))
      return reply(403, { code: 'FORBIDDEN', message: 'refusal.foreignOrigin' })
    const query = new URL(request.url).searchParams
    const input: Record<string, unknown> = {}
    for (const key of new Set(query.keys()))
      input[key] = query.getAll(key).length > 1 ? query.getAll(key) : query.get(key)
    Object.assign(input, await context.params)
    const result = await passGate(options, input, (session, parsed) => verb(session, parsed, request))
    if (!result.ok) return reply(statuses[result.code], result)
    return result.data instanceof Response ? result.data : reply(200, result.data)
  }
}

export function fromOurOrigin(request: Request): boolean {
  const origin = request.headers.get('origin')
  if (!origin || !URL.canParse(origin)) return false
  return new URL(origin).host === request.headers.get('host')
}

const reply = (status: number, body: unknown) =>
  new Response(
    JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
    {
      status,
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
    },
  )
