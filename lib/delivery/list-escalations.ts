import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { env } from '@/lib/core/env'

export const causes = ['line', 'answer', 'person'] as const
export type EscalationNotice = {
  cause: (typeof causes)[number]
  changes: number
  since: Date
  /** How long the oldest has waited at least, of how many hours it has. */
  hours: number
  limit: number
  isOver: boolean
  /** What alone is known to be silent, of what waits for the line. */
  silent: 'store' | null
}

/** What does not arrive in time, the worst first. */
export async function listEscalations(session: Session): Promise<EscalationNotice[]> {
  const limit = env().SMEV_TRANSFER_HOURS
  const { rows, isStore } = await inOrganisation(session, async (tx) => {
    const rows = await tx.escalation.findMany({
      where: { endedAt: null },
      orderBy: [{ mark: 'desc' }, { changes: 'desc' }],
    })
    // Each page asks for this, and most of the time nothing waits.
    if (!rows.some(({ cause }) => cause === 'line')) return { rows, isStore: false }
    const alarms = await tx.alarm.findMany({
      where: { resolvedAt: null, kind: { in: ['store.down', 'send.down', 'send.stop', 'send.ask'] } },
      select: { kind: true },
    })
    return { rows, isStore: alarms.length > 0 && alarms.every(({ kind }) => kind === 'store.down') }
  })
  return rows.flatMap(({ cause: given, changes, since, mark }) => {
    const cause = causes.find((one) => one === given)
    const hours = Math.round(limit * ([1 / 2, 5 / 6][mark - 1] ?? 1))
    const silent = cause === 'line' && isStore ? 'store' : null
    return cause ? [{ cause, changes, since, hours, limit, isOver: mark === 3, silent }] : []
  })
}
