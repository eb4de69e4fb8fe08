import { overseeing } from '@/lib/auth/overseeing'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { notFound } from '@/lib/core/errors'
import { shortName } from '@/lib/core/format'
import type { AuditEvent, Delivery } from '@/lib/core/generated/prisma/client'
import { isId } from '@/lib/core/ids'
import { listDirectory, listStatuses } from '@/lib/directories/list-directory'
import { directories } from '@/lib/directories/schema'
import type { FieldChange } from './form-changes'
import type { CardId } from './get-application'
import { groupOf, HistoryDetails, type HistoryGroup } from './history'

export type HistoryEvent = {
  id: string
  at: string
  by: string | null
  action: string
  group: HistoryGroup
  result: string
  status: string | null
  file: string | null
  code: number | null
  changes: FieldChange[]
}
type Told = Omit<HistoryEvent, 'group'> & { userId: string | null }

const LIMIT = 500
const ONE_SITTING = 600_000

/**
 * «История»: who did what with the application and when, newest first: what people did, from the audit log, and what
 * became of each message, from the deliveries (H01).
 */
export async function listHistory(session: Session, input: CardId): Promise<HistoryEvent[]> {
  if (!isId(input.id)) throw notFound()
  return inOrganisation(overseeing(session, input.organisation), async (tx) => {
    const application = await tx.application.findUnique({ where: { id: input.id }, select: { id: true } })
    if (!application) throw notFound()
    const events = await tx.auditEvent.findMany({
      where: { subjectType: 'application', subjectId: application.id },
      orderBy: { id: 'desc' },
      take: LIMIT,
    })
    const names = await namesFor(tx, application.id, events)
    const deliveries = await tx.delivery.findMany({
      where: { applicationId: application.id },
      include: {
        statusChange: { select: { status: true } },
        message: { select: { answeredAt: true, sentAt: true } },
      },
    })
    const acts = oneSitting(events.map((event) => act(event, names)))
    const steps = deliveries.flatMap((delivery) => messageSteps(delivery, names))
    return [...acts, ...steps]
      .sort((a, b) => b.at.localeCompare(a.at))
      .slice(0, LIMIT)
      .map(({ userId: _, ...event }) => ({ ...event, group: groupOf(event.action) }))
  })
}

type Names = Awaited<ReturnType<typeof namesFor>>

/** What ids and codes are called: of people, statuses, files and of what fields of the form refer to. */
async function namesFor(tx: Tx, applicationId: string, events: AuditEvent[]) {
  const people = await tx.user.findMany({
    where: { id: { in: events.flatMap((event) => event.userId ?? []) } },
    select: { id: true, lastName: true, firstName: true, middleName: true },
  })
  const files = await tx.file.findMany({ where: { applicationId }, select: { id: true, name: true } })
  const services = await tx.service.findMany({ select: { id: true, name: true } })
  const offices = await tx.office.findMany({ select: { id: true, name: true } })
  const named = async (directory: number) =>
    (await listDirectory(tx, directory, 'all')).map(({ code, name }) => ({ id: code, name }))
  const fields: Partial<Record<FieldChange['path'], { id: string; name: string }[]>> = {
    serviceId: services,
    officeId: offices,
    channel: await named(directories.channel),
    'person.citizenship': await named(directories.citizenship),
    'person.documentType': await named(directories.document),
  }
  const statuses = await listStatuses(tx, 'all')
  const find = (list: { id: string; name: string }[] | undefined, id: unknown) =>
    list?.find((one) => one.id === id)?.name
  return {
    person: (id: string | null) => people.find((one) => one.id === id),
    file: (id: string | undefined) => find(files, id) ?? null,
    status: (number: number | undefined) => statuses.find((one) => one.number === number)?.name ?? null,
    field: (path: FieldChange['path'], value: FieldChange['old']) => find(fields[path], value) ?? value,
  }
}

function act(event: AuditEvent, names: Names): Told {
  const details = HistoryDetails.parse(event.details)
  const person = names.person(event.userId)
  return {
    id: String(event.id),
    at: event.at.toISOString(),
    by: person ? shortName(person) : null,
    userId: event.userId,
    action: event.action,
    result: event.result,
    status: names.status(details.to),
    file: names.file(details.fileId),
    code: null,
    changes: details.changes.map(({ path, ...values }) => ({
      path,
      old: names.field(path, values.old),
      new: names.field(path, values.new),
    })),
  }
}

/** A draft saves itself each few seconds: what one person typed at one sitting is one edit, from the first to the last value. */
function oneSitting(acts: Told[]): Told[] {
  const told: Told[] = []
  for (const earlier of acts) {
    const later = told.at(-1)
    const both = [later?.action, earlier.action].every((action) => action === 'application.edit')
    if (!later || !both || later.userId !== earlier.userId || gap(later, earlier) > ONE_SITTING) {
      told.push(earlier)
      continue
    }
    const kept = earlier.changes.map((change) => ({
      ...change,
      new: later.changes.find((one) => one.path === change.path)?.new ?? change.new,
    }))
    const added = later.changes.filter((one) => !earlier.changes.some(({ path }) => path === one.path))
    told[told.length - 1] = { ...later, changes: [...kept, ...added] }
  }
  return told
}

const gap = (later: Told, earlier: Told) => Date.parse(later.at) - Date.parse(earlier.at)

type Carried = Delivery & {
  statusChange: { status: number }
  message: { answeredAt: Date | null; sentAt: Date | null } | null
}

/** In the queue, in СМЭВ, answered: each with its moment. A decision of a person moves `settledAt`, so the message's own counts. */
function messageSteps(delivery: Carried, names: Names): Told[] {
  const { answerCode, fault } = delivery
  const decided = delivery.decidedById !== null
  const answeredAt = delivery.message?.answeredAt ?? (decided ? null : delivery.settledAt)
  const verdict = answerCode === 0 ? 'accepted' : answerCode === null ? (fault ? 'failed' : null) : 'refused'
  const step = (what: string, at: Date | null): Told[] =>
    at
      ? [
          {
            id: `${delivery.id}-${what}`,
            at: at.toISOString(),
            by: null,
            userId: null,
            action: `message.${what}`,
            result: 'ok',
            status: names.status(delivery.statusChange.status),
            file: null,
            code: answerCode,
            changes: [],
          },
        ]
      : []
  return [
    ...(verdict ? step(verdict, answeredAt) : []),
    ...step('sent', delivery.message?.sentAt ?? null),
    ...step('queued', delivery.decision === 'takenBack' ? null : delivery.createdAt),
  ]
}
