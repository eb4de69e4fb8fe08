import { z } from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { checkOwnPassword } from './check-password'
import { passwordProblem } from './password-policy'
import type { Session } from './session'
import { hashPassword } from './sign-in'

export const ChangePassword = z.object({
  current: z.string().min(1, 'account.error.currentEmpty').max(1000),
  fresh: z.string().min(1, 'account.error.freshEmpty').max(1000),
})

/** A password of one's own: the old one is asked for, the other sessions end (ASVS 6.2.2, 6.2.3, 7.4.3). */
export async function changePassword(
  session: Session,
  input: z.output<typeof ChangePassword>,
): Promise<void> {
  await checkOwnPassword(session, input.current)
  const known = [session.login, ...session.name.split(/[\s.]+/), ...session.organisationName.split(/\s+/)]
  const problem = input.fresh === input.current ? 'account.error.same' : passwordProblem(input.fresh, known)
  if (problem) throw new Refusal('INVALID', 'refusal.invalid', { fieldErrors: { fresh: problem } })
  const hash = await hashPassword(input.fresh)
  await inOrganisation(session, async (tx) => {
    await tx.$executeRaw`SELECT set_own_password(${hash})`
    await tx.$executeRaw`SELECT end_sessions_of(${session.userId}::uuid, NULL, ${session.id}::uuid, ${now()})`
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'user.changePassword',
      subjectType: 'user',
      subjectId: session.userId,
      ip: session.ip,
    })
  })
}
