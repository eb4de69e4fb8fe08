import type { Tx } from '@/lib/core/db'
import type { Difference } from './differences'
import { directories } from './schema'

/** A row that would be closed though it is in use: how many of our applications and services have it. */
export type Consequence = { code: string; name: string; applications: number; services: number }

/** What closing rows would mean for this organisation; told before anything is applied. */
export async function findConsequences(
  tx: Tx,
  directory: number,
  differences: readonly Difference[],
): Promise<Consequence[]> {
  const closed = differences.filter(({ kind, code }) => kind === 'closed' && /^-?\d{1,6}$/.test(code))
  const codes = closed.map(({ code }) => Number(code))
  if (codes.length === 0) return []
  const status = directory === directories.status
  if (!status && directory !== directories.channel) return []
  const used = status
    ? await tx.$queryRaw<{ code: number; applications: number; services: number }[]>`
        SELECT c.code, (SELECT count(*)::int FROM applications WHERE elk_status = c.code) AS applications,
          (SELECT count(*)::int FROM services WHERE c.code = ANY (allowed_statuses)) AS services
        FROM unnest(${codes}::int[]) AS c(code)`
    : await tx.$queryRaw<{ code: number; applications: number; services: number }[]>`
        SELECT c.code, (SELECT count(*)::int FROM applications WHERE channel = c.code) AS applications,
          (SELECT count(*)::int FROM services WHERE default_channel = c.code) AS services
        FROM unnest(${codes}::int[]) AS c(code)`
  return used
    .filter(({ applications, services }) => applications + services > 0)
    .map((one) => {
      const row = closed.find(({ code }) => Number(code) === one.code)
      return { ...one, code: String(one.code), name: row?.old ?? '' }
    })
}
