import { z } from 'zod'
import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma } from '@/lib/core/db'
import { storable } from '@/lib/core/text'
import { now } from '@/lib/core/clock'
import type { DeliveryKind, DeliveryState } from '@/lib/core/generated/prisma/enums'
import { directories } from '@/lib/directories/schema'
import { deliveryGroups, shownFault, shownState, takeBackUntil, viewOf, type DeliveryGroup } from './labels'
import { listReasons, whereReason, type Reason } from './list-reasons'
import type { DeliveryView } from './schema'

export type DeliveryRow = {
  id: string
  applicationId: string
  number: string
  kind: DeliveryKind
  status: number
  statusName: string | null
  elkOrderNumber: string | null
  view: DeliveryView
  state: DeliveryState
  answerCode: number | null
  answerText: string | null
  fault: string | null
  messageId: string | null
  attempts: number
  createdAt: Date
  nextAttemptAt: Date | null
  sentAt: Date | null
  settledAt: Date | null
  deadlineAt: Date
}

const states: Record<Exclude<DeliveryGroup, 'answer'>, DeliveryState[]> = {
  waiting: ['QUEUED', 'SENDING'],
  refused: ['REFUSED'],
  technical: ['FAILED'],
  impossible: ['IMPOSSIBLE'],
  accepted: ['ACCEPTED', 'SKIPPED'],
  superseded: ['SUPERSEDED'],
}
const PAGE = 50

/** What is recorded behind an impossible transfer waits for nothing: it stands with it, not in the queue. */
const stopped: Prisma.DeliveryWhereInput = { state: 'QUEUED', application: { deliveryState: 'IMPOSSIBLE' } }
/** In a message that СМЭВ has taken. */
const awaited: Prisma.DeliveryWhereInput = { state: 'SENDING', message: { state: 'SENT' } }
const ofGroup = (group: DeliveryGroup): Prisma.DeliveryWhereInput => {
  if (group === 'answer') return awaited
  const own = { state: { in: states[group] } }
  if (group === 'impossible') return { OR: [own, stopped] }
  return group === 'waiting' ? { ...own, AND: [{ NOT: stopped }, { NOT: awaited }] } : own
}

export const DeliveryFilter = z.object({
  group: z.enum(deliveryGroups).optional().catch(undefined),
  code: z.coerce.number().pipe(z.int32()).optional().catch(undefined),
  fault: z.string().max(200).transform(storable).optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
})
export type DeliveryFilter = z.infer<typeof DeliveryFilter>

export type DeliveryPage = {
  rows: DeliveryRow[]
  more: boolean
  counts: Record<DeliveryGroup, number>
  reasons: Reason[]
  at: Date
}

/** «Передача»: what waits, was refused and why, newest first; `before` is the id of the last row seen (X09). */
export async function listDeliveries(session: Session, filter: DeliveryFilter): Promise<DeliveryPage> {
  return inOrganisation(session, async (tx) => {
    const where: Prisma.DeliveryWhereInput = {
      AND: [filter.group ? ofGroup(filter.group) : {}, whereReason(filter)],
      ...(filter.before && { id: { lt: filter.before } }),
    }
    const found = await tx.delivery.findMany({
      where,
      orderBy: { id: 'desc' },
      take: PAGE + 1,
      include: {
        application: { select: { number: true, elkOrderNumber: true, deliveryState: true } },
        statusChange: { select: { status: true } },
        message: true,
      },
    })
    const held = await heldIds(
      tx,
      found.map((row) => row.id),
    )
    const names = await statusNames(tx)
    const at = now()
    const counted = await tx.delivery.groupBy({ by: ['state'], _count: true })
    const of = (group: keyof typeof states) =>
      counted.filter((row) => states[group].includes(row.state)).reduce((sum, row) => sum + row._count, 0)
    const behind = await tx.delivery.count({ where: stopped })
    const answer = await tx.delivery.count({ where: awaited })
    const counts = {
      waiting: of('waiting') - behind - answer,
      answer,
      refused: of('refused'),
      technical: of('technical'),
      impossible: of('impossible') + behind,
      accepted: of('accepted'),
      superseded: of('superseded'),
    }
    const reasons = await listReasons(tx)
    const rows = found.slice(0, PAGE).map((row) => {
      const { application, message } = row
      const state = shownState(row.state, message)
      const sentAt = message?.sentAt ?? null
      const attempts = message?.attempts ?? 0
      const nextAttemptAt = message?.nextAttemptAt ?? null
      const waits = {
        held: held.has(row.id),
        stopped: application.deliveryState === 'IMPOSSIBLE',
        takeBackUntil: takeBackUntil(row),
      }
      return {
        id: row.id,
        applicationId: row.applicationId,
        number: application.number,
        kind: row.kind,
        status: row.statusChange.status,
        statusName: names.get(row.statusChange.status) ?? null,
        elkOrderNumber: application.elkOrderNumber === null ? null : String(application.elkOrderNumber),
        view: viewOf({ ...row, ...waits, state, sentAt, attempts, nextAttemptAt }, at),
        state,
        answerCode: row.answerCode,
        answerText: row.answerText,
        fault: shownFault(state, row.fault, message),
        messageId: row.messageId,
        attempts,
        createdAt: row.createdAt,
        nextAttemptAt,
        sentAt,
        settledAt: row.settledAt,
        deadlineAt: row.deadlineAt,
      }
    })
    return { rows, more: found.length > PAGE, counts, reasons, at }
  })
}

/** Names of statuses by number, closed ones too: an old row keeps its word. */
async function statusNames(tx: Prisma.TransactionClient): Promise<Map<number, string>> {
  const entries = await tx.directoryEntry.findMany({
    where: { directory: directories.status },
    select: { code: true, name: true },
    orderBy: { closedAt: { sort: 'desc', nulls: 'last' } },
  })
  return new Map(entries.map((entry) => [Number(entry.code), entry.name]))
}

/** Of these queued changes, the ones that wait for an earlier change of their application. */
export async function heldIds(tx: Prisma.TransactionClient, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM deliveries d WHERE d.id = ANY(${ids}::uuid[]) AND d.state = 'QUEUED' AND EXISTS (
      SELECT FROM deliveries e WHERE e.application_id = d.application_id AND e.seq < d.seq
        AND e.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED'))`
  return new Set(rows.map((row) => row.id))
}
