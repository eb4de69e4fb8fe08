import { recordAudit } from '@/lib/audit/record-audit'
import { demandProof } from '@/lib/auth/demand-proof'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import { demandCard } from './system-card'

/** Ends one session of a person, or all but the one this is asked from. */
export async function endSessions(
  session: Session,
  input: { id: string; sessionId?: string | undefined },
): Promise<{ ended: number }> {
  if (input.id === session.userId) demandProof(session)
  return inOrganisation(session, async (tx) => {
    const person = await tx.user.findUnique({ where: { id: input.id }, select: { roles: true } })
    if (!person) throw notFound()
    if (input.id !== session.userId) demandCard(session, person.roles, 'change')
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
