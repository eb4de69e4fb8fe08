import { recordAudit } from '@/lib/audit/record-audit'
import { demandProof } from '@/lib/auth/demand-proof'
import { can } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { notFound, Refusal } from '@/lib/core/errors'

/** Ends one session of a person, or all but the one this is asked from. */
export async function endSessions(
  session: Session,
  input: { id: string; sessionId?: string | undefined },
): Promise<{ ended: number }> {
  if (input.id === session.userId) demandProof(session)
  return inOrganisation(session, async (tx) => {
    const person = await tx.user.findUnique({ where: { id: input.id }, select: { roles: true } })
    if (!person) throw notFound()
    const system = person.roles.includes('SYSTEM_ADMINISTRATOR') && input.id !== session.userId
    if (system && !can(session, 'organisations.all'))
      throw new Refusal('FORBIDDEN', 'users.systemAdministrator')
    const [row] = await tx.$queryRaw<{ n: bigint }[]>`
      SELECT end_sessions_of(${input.id}::uuid, ${input.sessionId ?? null}::uuid, ${session.id}::uuid, ${now()}) AS n`
    const ended = Number(row?.n ?? 0)
    if (ended > 0)
      await recordAudit(tx, {
        organisationId: session.organisationId,
        userId: session.userId,
        action: 'session.end',
        subjectType: 'user',
        subjectId: input.id,
        details: { ended },
        ip: session.ip,
      })
    return { ended }
  })
}
