import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import { shortName } from '@/lib/core/format'
import { isId } from '@/lib/core/ids'
import { listStatuses } from '@/lib/directories/list-directory'

/** Acts on an application that have words of their own; another one is told by its name. */
export type HistoryEvent = {
  id: string
  at: string
  by: string | null
  action: string
  result: string
  status: string | null
}

const LIMIT = 500

/** «История»: who did what with the application and when, newest first, from the audit log (H01). */
export async function listHistory(session: Session, input: { id: string }): Promise<HistoryEvent[]> {
  if (!isId(input.id)) throw notFound()
  return inOrganisation(session, async (tx) => {
    const application = await tx.application.findUnique({ where: { id: input.id }, select: { id: true } })
    if (!application) throw notFound()
    const events = await tx.auditEvent.findMany({
      where: { subjectType: 'application', subjectId: application.id },
      orderBy: { id: 'desc' },
      take: LIMIT,
    })
    const people = await tx.user.findMany({
      where: { id: { in: events.flatMap((event) => event.userId ?? []) } },
      select: { id: true, lastName: true, firstName: true, middleName: true },
    })
    const statuses = await listStatuses(tx)
    return events.map((event) => {
      const person = people.find((candidate) => candidate.id === event.userId)
      const details = event.details as { to?: unknown }
      return {
        id: String(event.id),
        at: event.at.toISOString(),
        by: person ? shortName(person) : null,
        action: event.action,
        result: event.result,
        status: statuses.find((entry) => entry.number === details.to)?.name ?? null,
      }
    })
  })
}
