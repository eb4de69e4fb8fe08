import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'

export type AlarmRow = {
  id: string
  kind: string
  subject: string
  times: number
  createdAt: Date
  lastAt: Date
}
export type Alarms = { rows: AlarmRow[]; count: number }

const LIMIT = 20

/** What waits for an administrator and is seen on no application's card, the last to happen first. */
export async function listAlarms(session: Session): Promise<Alarms> {
  const where = { resolvedAt: null }
  return inOrganisation(session, async (tx) => ({
    rows: await tx.alarm.findMany({
      where,
      select: { id: true, kind: true, subject: true, times: true, createdAt: true, lastAt: true },
      orderBy: { lastAt: 'desc' },
      take: LIMIT,
    }),
    count: await tx.alarm.count({ where }),
  }))
}
