import { overseeing } from '@/lib/auth/overseeing'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import type { ApplicantKind, ApplicationState, DeliveryState } from '@/lib/core/generated/prisma/enums'
import { takeBackUntil, viewOf } from '@/lib/delivery/labels'
import type { DeliveryView } from '@/lib/delivery/schema'
import type { Filters } from './filters'
import { afterRow, sortOf } from './list-order'
import { listWhere, whereAll } from './list-where'

export type ApplicationRow = {
  id: string
  number: string
  orderNumber: string | null
  elkOrderNumber: string | null
  state: ApplicationState
  stateAt: string
  elkStatus: number | null
  elkStatusName: string | null
  applicantKind: ApplicantKind
  applicantName: string
  serviceName: string | null
  requestDate: string | null
  createdAt: string
  delivery: { view: DeliveryView; code: number | null; at: string | null } | null
  transferBy: string | null
  serviceTermAt: string | null
}
export type ApplicationPage = { rows: ApplicationRow[]; next: string | null; at: string }

type Raw = {
  id: string
  number: string
  order_number: string | null
  elk_order_number: bigint | null
  state: ApplicationState
  state_at: Date
  elk_status: number | null
  elk_status_name: string | null
  applicant_kind: ApplicantKind
  applicant_name: string
  service_name: string | null
  request_date: Date | null
  created_at: Date
  delivery_state: DeliveryState | null
  delivery_code: number | null
  transfer_by: Date | null
  service_term_at: Date | null
  d_created: Date | null
  d_sent: Date | null
  d_settled: Date | null
  d_escalated: Date | null
  d_not_before: Date | null
  d_message: string | null
  attempts: number | null
  next_attempt_at: Date | null
}

export const PAGE_SIZE = 50

/** One page of the list, by keyset: the page after `filters.after`, never an offset (L10, L12). */
export async function listApplications(person: Session, filters: Filters): Promise<ApplicationPage> {
  const session = overseeing(person, filters.organisation)
  return inOrganisation(session, async (tx) => {
    const where = await listWhere(tx, session, filters)
    const sort = sortOf(filters)
    const after = await afterRow(tx, filters.after, sort)
    const rows = await tx.$queryRaw<Raw[]>`
      WITH page AS MATERIALIZED (
        SELECT a.* FROM applications a
        WHERE ${whereAll(where)} AND ${after}
        ORDER BY ${sort.key} ${sort.direction}, a.id DESC
        LIMIT ${PAGE_SIZE + 1})
      SELECT a.id, a.number, a.order_number, a.elk_order_number, a.state, a.state_at, a.elk_status, e.name AS elk_status_name,
        a.applicant_kind, a.applicant_name, s.name AS service_name, a.request_date, a.created_at,
        coalesce(CASE WHEN d.state = 'SENDING' AND m.state = 'SENT' THEN 'SENT' ELSE d.state END, a.delivery_state) AS delivery_state, a.delivery_code,
        a.transfer_by, a.service_term_at, d.created_at AS d_created, m.sent_at AS d_sent, d.settled_at AS d_settled,
        d.escalated_at AS d_escalated, d.not_before AS d_not_before, d.message_id AS d_message,
        m.attempts, m.next_attempt_at
      FROM page a
      LEFT JOIN services s ON s.id = a.service_id
      LEFT JOIN directory_entries e ON e.directory = 7212 AND e.code = a.elk_status::text
      LEFT JOIN LATERAL (
        SELECT x.* FROM deliveries x WHERE x.application_id = a.id
          AND (x.state = a.delivery_state OR (a.delivery_state = 'QUEUED' AND x.state = 'SENDING'))
        ORDER BY CASE WHEN x.state IN ('ACCEPTED', 'SKIPPED') THEN -x.seq ELSE x.seq END LIMIT 1) d ON true
      LEFT JOIN messages m ON m.id = d.message_id
      ORDER BY ${sort.key} ${sort.direction}, a.id DESC`
    const shown = rows.slice(0, PAGE_SIZE)
    const last = rows.length > PAGE_SIZE ? shown.at(-1) : undefined
    return {
      rows: shown.map(present),
      next: last ? last.id : null,
      at: now().toISOString(),
    }
  })
}

function present(row: Raw): ApplicationRow {
  return {
    id: row.id,
    number: row.number,
    orderNumber: row.order_number,
    elkOrderNumber: row.elk_order_number === null ? null : String(row.elk_order_number),
    state: row.state,
    stateAt: row.state_at.toISOString(),
    elkStatus: row.elk_status,
    elkStatusName: row.elk_status_name,
    applicantKind: row.applicant_kind,
    applicantName: row.applicant_name,
    serviceName: row.service_name,
    requestDate: row.request_date?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    delivery: presentDelivery(row),
    transferBy: row.transfer_by?.toISOString() ?? null,
    serviceTermAt: row.service_term_at?.toISOString() ?? null,
  }
}

function presentDelivery(row: Raw): ApplicationRow['delivery'] {
  if (!row.delivery_state) return null
  const until =
    row.d_not_before && row.d_created
      ? takeBackUntil({
          state: row.delivery_state,
          messageId: row.d_message,
          notBefore: row.d_not_before,
          createdAt: row.d_created,
        })
      : null
  const view = viewOf(
    {
      state: row.delivery_state,
      held: false, // the change that is shown is the first open one: it waits for none before it
      takeBackUntil: until,
      attempts: row.attempts ?? 0,
      nextAttemptAt: row.next_attempt_at,
      sentAt: row.d_sent,
      escalatedAt: row.d_escalated,
    },
    now(),
  )
  const planned = view === 'retry' ? row.next_attempt_at : view === 'takeBack' ? until : null
  const at = planned ?? row.d_settled ?? row.d_sent ?? row.d_created
  return { view, code: row.delivery_code, at: at?.toISOString() ?? null }
}
