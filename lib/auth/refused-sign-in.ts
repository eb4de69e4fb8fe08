import { createHmac } from 'node:crypto'
import { recordAudit } from '@/lib/audit/record-audit'
import { beforeSignIn } from '@/lib/core/db'
import { env } from '@/lib/core/env'

export type RefusedSignIn = {
  /** Whose account it is, when one has this login. */
  account?: { id: string; organisation_id: string } | undefined
  login?: string
  result: string
  by: 'password' | 'esia'
  ip?: string | null | undefined
}

/**
 * Writes a refused sign-in down: in the journal of the organisation whose account it is, about that account and by nobody,
 * for nobody has shown who they are; else in nobody's, which a system administrator reads. The login as typed may be a
 * password in the wrong field: the row keeps its keyed digest, the same each time.
 */
export async function auditRefusedSignIn({ account, login, result, by, ip }: RefusedSignIn): Promise<void> {
  const loginDigest =
    login === undefined
      ? undefined
      : createHmac('sha256', env().NEXTAUTH_SECRET ?? '')
          .update(login)
          .digest('hex')
  await beforeSignIn(async (tx) => {
    await tx.$executeRaw`SELECT set_config('app.organisation_id', ${account?.organisation_id ?? ''}, true)`
    await recordAudit(tx, {
      organisationId: account?.organisation_id ?? null,
      userId: null,
      action: 'session.open',
      result,
      ...(account && { subjectType: 'user', subjectId: account.id }),
      details: { by, ...(loginDigest && { loginDigest }) },
      ip,
    })
  })
}
