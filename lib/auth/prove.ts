import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { checkOwnPassword } from './check-password'
import { hashed, type Session } from './session'

export const Prove = z.object({
  current: z.string().min(1, 'account.error.currentEmpty').max(1000),
  code: z.string().max(20).default(''),
})

/**
 * The person of a session shows once more who they are (ASVS 7.5.1–7.5.3). The session goes on under a new token, so that
 * a stolen one does not become a proven one (7.2.4). Every proof made with one token, in whatever tab, gives the same new
 * one: whichever answer comes last, the cookie is good.
 */
export async function prove(
  session: Session,
  input: z.output<typeof Prove>,
  old: string,
): Promise<{ token: string }> {
  await checkOwnPassword(session, input.current, input.code)
  const token = successorOf(old)
  await inOrganisation(session, async (tx) => {
    const [row] = await tx.$queryRaw<{ done: boolean }[]>`
      SELECT prove_session(${session.id}::uuid, ${hashed(old)}, ${hashed(token)}, ${now()}) AS done`
    if (!row?.done) throw new Refusal('NOT_SIGNED_IN', 'refusal.notSignedIn')
    await recordAudit(tx, {
      organisationId: session.organisationId,
      userId: session.userId,
      action: 'session.prove',
      ip: session.ip,
    })
  })
  return { token }
}

/** As random as the old one, and unknown to whoever holds that one without the secret of the installation. */
function successorOf(old: string): string {
  const secret = env().NEXTAUTH_SECRET
  if (!secret) throw new Error('NEXTAUTH_SECRET is not set')
  return createHmac('sha256', secret).update(`proven ${old}`).digest('base64url')
}
