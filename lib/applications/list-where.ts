import { now } from '@/lib/core/clock'
import type { Session } from '@/lib/auth/session'
import { Prisma, type Tx } from '@/lib/core/db'
import { blindIndexes } from '@/lib/core/seal-value'
import { parseOrganisationInn, parsePersonInn } from '@/lib/identifiers/inn'
import { parseSnils } from '@/lib/identifiers/snils'
import { searchable } from './applicant'
import type { Filters } from './filters'

/** The filter as SQL over `applications a`. Groups are kept apart, because a counter leaves out its own group. */
export type Where = {
  organisation: Prisma.Sql
  search: Prisma.Sql
  kind: Prisma.Sql
  state: Prisma.Sql
  delivery: Prisma.Sql
  elkStatus: Prisma.Sql
  tab: Prisma.Sql
}

const yes = Prisma.sql`true`

/** What is nearer, the term of the transfer or of the service, as the index has it. */
export const deadlineSql = Prisma.sql`coalesce(least(a.transfer_by, a.service_term_at), 'infinity'::timestamptz)`

/** As the partial indexes say it: what is asked for by other words finds none. */
const DELIVERY = {
  none: Prisma.sql`a.delivery_state IS NULL`,
  waiting: Prisma.sql`a.delivery_state = 'QUEUED'`,
  problem: Prisma.sql`a.delivery_state IN ('REFUSED', 'FAILED')`,
  impossible: Prisma.sql`a.delivery_state = 'IMPOSSIBLE'`,
  accepted: Prisma.sql`a.delivery_state NOT IN ('QUEUED', 'REFUSED', 'FAILED', 'IMPOSSIBLE')`,
}
export const deliveryGroupSql = Prisma.sql`CASE WHEN ${DELIVERY.none} THEN 'none' WHEN ${DELIVERY.waiting} THEN 'waiting'
  WHEN ${DELIVERY.problem} THEN 'problem' WHEN ${DELIVERY.impossible} THEN 'impossible' ELSE 'accepted' END`

export async function listWhere(tx: Tx, session: Session, filters: Filters): Promise<Where> {
  const term = filters.q
    ? await tx.searchTerm.findUnique({ where: { id: filters.q }, select: { text: true } })
    : null
  const search = [yes]
  if (filters.number.trim()) search.push(numberSql(filters.number.trim()))
  if (filters.ids) search.push(Prisma.sql`a.id = ANY(${filters.ids}::uuid[])`)
  if (filters.q) search.push(term ? applicantSql(term.text) : Prisma.sql`false`)
  return {
    organisation: Prisma.sql`a.organisation_id = ${session.overseenId ?? session.organisationId}::uuid`,
    search: Prisma.join(search, ' AND '),
    kind: filters.kind.length ? Prisma.sql`a.applicant_kind::text = ANY(${filters.kind})` : yes,
    state: filters.state.length ? Prisma.sql`a.state::text = ANY(${filters.state})` : yes,
    delivery: filters.delivery.length
      ? Prisma.sql`(${Prisma.join(
          filters.delivery.map((group) => DELIVERY[group]),
          ' OR ',
        )})`
      : yes,
    elkStatus: filters.elkStatus.length ? Prisma.sql`a.elk_status = ANY(${filters.elkStatus})` : yes,
    tab: tabSql(filters.tab, session),
  }
}

export const whereAll = (where: Where): Prisma.Sql =>
  Prisma.join(
    [where.organisation, where.search, where.kind, where.state, where.delivery, where.elkStatus, where.tab],
    ' AND ',
  )

const LAST_LETTER = '\u{10FFFF}'

/**
 * № (zeros may be left out), ведомственный № from its beginning, № ЕПГУ (L03). A range instead of LIKE: under row
 * security only comparisons that leak nothing may use an index, and one arm that may not bars all three.
 */
function numberSql(text: string): Prisma.Sql {
  const ways = [
    Prisma.sql`(a.order_number COLLATE "C" >= ${text} AND a.order_number COLLATE "C" < ${text + LAST_LETTER})`,
  ]
  if (/^\d{1,18}$/.test(text)) {
    ways.push(
      Prisma.sql`a.number = ${text.padStart(8, '0')}`,
      Prisma.sql`a.elk_order_number = ${BigInt(text)}`,
    )
  }
  return Prisma.sql`(${Prisma.join(ways, ' OR ')})`
}

/** A name from its beginning, or any part of it from three letters on; СНИЛС and ИНН whole (L04). */
function applicantSql(text: string): Prisma.Sql {
  const snils = parseSnils(text)
  if (snils.ok) return applicantHas(snilsSql(snils.value))
  const inn = /^\D*\d{10}\D*$/.test(text) ? parseOrganisationInn(text) : parsePersonInn(text)
  if (inn.ok) return applicantHas(Prisma.sql`p.inn = ${inn.value}`)
  const name = escapeLike(searchable(text))
  const pattern = [...name].length >= 3 ? `%${name}%` : `${name}%`
  return Prisma.sql`a.applicant_search LIKE ${pattern}`
}

/** Sealed numbers are found by their blind index; those that were written before there was a key, as they stand. */
function snilsSql(snils: string): Prisma.Sql {
  const indexes = blindIndexes(snils)
  return indexes.length > 0
    ? Prisma.sql`(p.snils_index = ANY(${indexes}) OR p.snils = ${snils})`
    : Prisma.sql`p.snils = ${snils}`
}

const applicantHas = (condition: Prisma.Sql) =>
  Prisma.sql`a.id IN (SELECT p.application_id FROM applicants p WHERE p.organisation_id = a.organisation_id AND ${condition})`

const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)

export function tabSql(tab: Filters['tab'], session: Session): Prisma.Sql {
  switch (tab) {
    case 'mine':
      return Prisma.sql`a.assignee_id = ${session.userId}::uuid`
    case 'drafts':
      return Prisma.sql`a.state = 'DRAFT'`
    case 'unsent':
      return Prisma.sql`a.state <> 'DRAFT' AND ${DELIVERY.waiting}`
    case 'failed':
      return DELIVERY.problem
    case 'overdue':
      return Prisma.sql`${deadlineSql} < ${now()}`
    case 'ended':
      return Prisma.sql`a.state IN ('GRANTED', 'REFUSED', 'CANCELLED')`
    default:
      return yes
  }
}
