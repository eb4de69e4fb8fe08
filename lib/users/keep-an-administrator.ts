import type { Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'

/**
 * An organisation without an administrator could never have one again. The row of the organisation is locked, so that
 * two administrators who switch each other off do it one after the other.
 */
export async function keepAnAdministrator(tx: Tx, organisationId: string, except: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM organisations WHERE id = ${organisationId}::uuid FOR UPDATE`
  const others = await tx.user.count({
    where: { organisationId, id: { not: except }, disabledAt: null, roles: { has: 'ADMINISTRATOR' } },
  })
  if (others === 0) throw new Refusal('INVALID', 'users.lastAdministrator')
}
