import { z } from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import { inOrganisation } from '@/lib/core/db'
import { isDiskFull, Refusal, type RefusalCode } from '@/lib/core/errors'
import { log, trace } from '@/lib/core/logger'
import { say } from '@/lib/core/message'
import { currentSession } from './current-session'
import { can, type Permission } from './permissions'
import { mayAsk } from './rate-limit'
import type { Session } from './session'

export type ActionResult<T> =
  | { ok: true; data: T }
  | {
      ok: false
      code: RefusalCode | 'UNEXPECTED'
      message: string
      fieldErrors: Record<string, string>
      data?: unknown
    }

type Gate<S extends z.ZodType> = { name: string; permission: Permission; input: S }

/**
 * The only way into a verb from a screen: session → right → input → verb. A screen that says whose work it is (`as`) is
 * refused to anybody else who has signed in since. The verb writes its own audit row in its
 * transaction; what is refused here is audited here; what nobody expected is logged with an id and told in general words.
 */
export function defineAction<S extends z.ZodType, T>(
  gate: Gate<S>,
  verb: (session: Session, input: z.output<S>) => Promise<T>,
) {
  return async (input: z.input<S> & { as?: string }): Promise<ActionResult<T>> => passGate(gate, input, verb)
}

const As = z.object({ as: z.string() })

/** The gate itself, for actions and routes alike. */
export async function passGate<S extends z.ZodType, T>(
  gate: Gate<S>,
  input: unknown,
  verb: (session: Session, input: z.output<S>) => Promise<T>,
): Promise<ActionResult<T>> {
  const session = await currentSession().catch(() => undefined)
  if (session === undefined) return refuse('UNAVAILABLE', 'refusal.unavailable')
  if (!session) return refuse('NOT_SIGNED_IN', 'refusal.notSignedIn')
  if (!mayAsk(session.userId)) return refuse('LIMIT', 'refusal.tooFast')
  const as = As.safeParse(input).data?.as.toLowerCase()
  if (as && as !== session.login.toLowerCase())
    return refuse('CONFLICT', say('signIn.another', { login: session.login }))
  try {
    if (!can(session, gate.permission)) throw new Refusal('FORBIDDEN', 'refusal.forbidden')
    if (session.mustDo && gate.permission !== 'account.own')
      throw new Refusal('FORBIDDEN', `refusal.mustDo.${session.mustDo}`)
    return { ok: true, data: await verb(session, parse(gate.input, input)) }
  } catch (error) {
    if (error instanceof Refusal) {
      if (error.code === 'FORBIDDEN' || error.code === 'NOT_FOUND') {
        const unheard = await auditRefusal(session, gate.name, error.code).catch(
          (failure: unknown) => failure,
        )
        if (unheard) return refuse('UNAVAILABLE', 'refusal.noAudit')
      }
      return {
        ok: false,
        code: error.code,
        message: error.message,
        fieldErrors: error.options.fieldErrors ?? {},
        data: error.options.data,
      }
    }
    if (isDiskFull(error)) return refuse('UNAVAILABLE', 'refusal.diskFull')
    const id = crypto.randomUUID().slice(0, 8)
    log.error('action.failed', { id, action: gate.name, ...trace(error) })
    return refuse('UNEXPECTED', say('refusal.unexpected', { id }))
  }
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const fieldErrors: Record<string, string> = {}
  for (const issue of result.error.issues) fieldErrors[issue.path.join('.')] ??= issue.message
  throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors })
}

const refuse = (code: RefusalCode | 'UNEXPECTED', message: string) => ({
  ok: false as const,
  code,
  message,
  fieldErrors: {},
})

const auditRefusal = (session: Session, action: string, result: string) =>
  inOrganisation(session, (tx) =>
    recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action,
      result,
      ip: session.ip,
    }),
  )
