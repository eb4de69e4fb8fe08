import { Prisma, workerSql } from '@/lib/core/db'

const KNOWN_FOR = 5000 // ms; a database is restored while no worker runs

/** Whether nothing may leave: the database was restored, and nobody has looked yet what had left since its backup. */
export function openHold(): () => Promise<boolean> {
  let freeAt = -Infinity
  return async () => {
    if (performance.now() - freeAt < KNOWN_FOR) return false
    const open = await workerSql(Prisma.sql`SELECT 1 AS held FROM restorations WHERE released_at IS NULL`)
    if (open.length === 0) freeAt = performance.now()
    return open.length > 0
  }
}
