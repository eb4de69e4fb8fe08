import { Prisma, workerSql } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'

export const drivers: readonly SmevDriver[] = ['DIRECT', 'ADAPTER', 'FOLDER']

const USUAL = { direct: 'DIRECT', adapter: 'ADAPTER', folder: 'FOLDER' } as const

/** The driver of organisations that have none of their own. */
export const usualDriver = (): SmevDriver => USUAL[env().SMEV_DRIVER]

/** The driver of an organisation `o`: its own, else the installation's. */
export const driverOf = (): Prisma.Sql => Prisma.sql`coalesce(o.smev_driver, ${usualDriver()}::smev_driver)`

/** Whether answers may come by this driver: an organisation goes by it, or a message or an answer of it is not settled. */
export async function isDriverInUse(driver: SmevDriver): Promise<boolean> {
  const [row] = await workerSql<{ used: boolean }>(
    Prisma.sql`
      SELECT EXISTS (SELECT FROM organisations o WHERE ${driverOf()} = ${driver}::smev_driver)
        OR EXISTS (SELECT FROM messages WHERE driver = ${driver}::smev_driver AND state = 'SENT')
        OR EXISTS (SELECT FROM messages WHERE driver = ${driver}::smev_driver AND state = 'PREPARED')
        OR (${driver} = 'DIRECT' AND EXISTS (SELECT FROM directory_imports WHERE state IN ('REQUESTED', 'ASKED')))
        OR EXISTS (SELECT FROM envelopes WHERE driver = ${driver}::smev_driver AND direction = 'IN'
                   AND (processed_at IS NULL OR acked_at IS NULL)) AS used`,
  )
  return row?.used ?? false
}
