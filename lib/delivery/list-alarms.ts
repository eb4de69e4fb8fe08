import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'

export type AlarmRow = { id: string; kind: string; subject: string; createdAt: Date }

const LIMIT = 20

/** What waits for an administrator and is seen on no application's card, newest first. */
export async function listAlarms(session: Session): Promise<AlarmRow[]> {
  return inOrganisation(session, (tx) =>
    tx.alarm.findMany({
      where: { resolvedAt: null },
      select: { id: true, kind: true, subject: true, createdAt: true },
      orderBy: { createdAt: 'desc' },
      take: LIMIT,
    }),
  )
}
