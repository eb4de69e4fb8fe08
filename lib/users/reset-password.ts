import { recordAudit } from '@/lib/audit/record-audit'
import { againKey } from '@/lib/auth/check-password'
import { demandProof } from '@/lib/auth/demand-proof'
import { forgetAttempts } from '@/lib/auth/lock'
import { hashPassword } from '@/lib/auth/sign-in'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { firstPassword } from './first-password'
import { readUser } from './get-user'
import { demandCard } from './system-card'

/** A new password to begin with, told once; wherever the person was signed in, they no longer are. */
export async function resetPassword(session: Session, { id }: { id: string }): Promise<{ password: string }> {
  if (id === session.userId) throw new Refusal('INVALID', 'users.ownPassword')
  demandProof(session)
  const password = firstPassword()
  const passwordHash = await hashPassword(password)
  await inOrganisation(session, async (tx) => {
    const before = await readUser(tx, id)
    demandCard(session, before.roles, 'close')
    await tx.user.update({
      where: { id },
      data: { passwordHash, mustChangePassword: true },
      select: { id: true },
    })
    await forgetAttempts(tx, before.login, againKey(id))
    await tx.$executeRaw`SELECT end_sessions_of(${id}::uuid, NULL, NULL, ${now()})`
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'user.resetPassword',
      subjectType: 'user',
      subjectId: id,
      ip: session.ip,
    })
  })
  return { password }
}
