import type { Tx } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'

/**
 * An organisation without an administrator who can sign in could never have one again. The row of the organisation is locked, so
 * that two administrators who switch each other off do it one after the other.
 */
export async function keepAnAdministrator(tx: Tx, organisationId: string, except: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM organisations WHERE id = ${organisationId}::uuid FOR UPDATE`
  const [found] = await tx.$queryRaw<{ stays: boolean }[]>`
    SELECT another_administers(${except}::uuid, ${env().ESIA_URL !== undefined}) AS stays`
  if (!found?.stays) throw new Refusal('INVALID', 'users.lastAdministrator')
}
