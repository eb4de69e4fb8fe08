import { recordAudit } from '@/lib/audit/record-audit'
import type { Tx } from '@/lib/core/db'
import { openSession } from './session'

export type Opened = { token: string; userId: string; name: string }

/** Opens the session of a user whose identity is proven, and writes down by what. */
export async function openFor(
  tx: Tx,
  user: { id: string; organisation_id: string; login: string },
  from: { ip?: string | null; userAgent?: string | null },
  by: 'password' | 'esia',
): Promise<Opened> {
  await tx.$executeRaw`SELECT set_config('app.organisation_id', ${user.organisation_id}, true)`
  const token = await openSession(tx, user.id, from, by)
  await recordAudit(tx, {
    organisationId: user.organisation_id,
    userId: user.id,
    action: 'session.open',
    details: { by },
    ip: from.ip,
  })
  return { token, userId: user.id, name: user.login }
}
