import { recordAudit } from '@/lib/audit/record-audit'
import type { Tx } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { notFound } from '@/lib/core/errors'

/**
 * By which driver an organisation's messages go from now on; null is the installation's. What waits for its next try is
 * looked at now: what nobody can have yet is made anew for the new driver, the rest goes on by the old one (decision 011).
 */
export async function setDriver(
  tx: Tx,
  input: { code: string; driver: SmevDriver | null; userId?: string },
): Promise<void> {
  const [found] = await tx.$queryRaw<{ id: string; smev_driver: SmevDriver | null }[]>`
    SELECT id, smev_driver FROM organisations WHERE code = ${input.code} FOR UPDATE`
  if (!found) throw notFound()
  await tx.organisation.update({
    where: { id: found.id },
    data: { smevDriver: input.driver },
    select: { id: true },
  })
  await tx.$executeRaw`UPDATE messages SET next_attempt_at = least(next_attempt_at, app_now())
    WHERE organisation_id = ${found.id}::uuid AND state = 'PREPARED'`
  await recordAudit(tx, {
    organisationId: found.id,
    userId: input.userId ?? null,
    action: 'organisation.setDriver',
    subjectType: 'organisation',
    subjectId: found.id,
    details: { from: found.smev_driver, to: input.driver },
  })
}
