import { z } from 'zod'
import type { Session } from '@/lib/auth/session'
import { shortName } from '@/lib/core/format'
import { inOrganisation } from '@/lib/core/db'
import { readService } from './get-service'

export type ServiceEvent = {
  id: string
  at: Date
  by: string | null
  action: string
  changes: { field: string; old: unknown; new: unknown }[]
}

const MOST = 200
const Details = z.object({ changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])).catch({}) })

/** «История» of a service: who changed what, the old value and the new (C04). The newest first. */
export const listServiceHistory = (session: Session, id: string): Promise<ServiceEvent[]> =>
  inOrganisation(session, async (tx) => {
    await readService(tx, id)
    const events = await tx.auditEvent.findMany({
      where: { subjectId: id, subjectType: 'service' },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: MOST,
    })
    const people = await tx.user.findMany({
      where: { id: { in: events.flatMap(({ userId }) => userId ?? []) } },
      select: { id: true, lastName: true, firstName: true, middleName: true },
    })
    return events.map((event) => {
      const person = people.find((one) => one.id === event.userId)
      const { changes } = Details.catch({ changes: {} }).parse(event.details)
      return {
        id: String(event.id),
        at: event.at,
        by: person ? shortName(person) : null,
        action: event.action,
        changes: Object.entries(changes).map(([field, [old, fresh]]) => ({ field, old, new: fresh })),
      }
    })
  })
