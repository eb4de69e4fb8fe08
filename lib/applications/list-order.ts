import { Prisma, type Tx } from '@/lib/core/db'
import { firstDirections } from './filter-values'
import type { Filters } from './filters'
import { deadlineSql } from './list-where'

/** The order of the list and its place in it. Every order ends with the id, so that no row is met twice or never. */
type Sort = { key: Prisma.Sql; direction: Prisma.Sql; descending: boolean; cast: Prisma.Sql }

const keys: Record<Filters['sort'], { key: Prisma.Sql; cast: string }> = {
  deadline: {
    key: deadlineSql,
    cast: 'timestamptz',
  },
  date: { key: Prisma.sql`a.created_at`, cast: 'timestamptz' },
  status: { key: Prisma.sql`a.state_at`, cast: 'timestamptz' },
  applicant: { key: Prisma.sql`a.applicant_search COLLATE "C"`, cast: 'text' },
  number: { key: Prisma.sql`a.number COLLATE "C"`, cast: 'text' },
}

export function sortOf(filters: Filters): Sort {
  const { key, cast } = keys[filters.sort]
  const descending = (filters.direction ?? firstDirections[filters.sort]) === 'desc'
  return {
    key,
    direction: descending ? Prisma.raw('DESC') : Prisma.raw('ASC'),
    descending,
    cast: Prisma.raw(cast),
  }
}

/**
 * The condition «after this row». The place is the row's id alone: what the list is sorted by, a name perhaps, must not
 * stand in a URL (decision 27). A row that is not there means the first page.
 */
export async function afterRow(tx: Tx, id: string | undefined, sort: Sort): Promise<Prisma.Sql> {
  if (!id) return Prisma.sql`true`
  const [place] = await tx.$queryRaw<{ value: string }[]>`
    SELECT (${sort.key})::text AS value FROM applications a WHERE a.id = ${id}::uuid`
  if (!place) return Prisma.sql`true`
  const given = Prisma.sql`${place.value}::${sort.cast}`
  return sort.descending
    ? Prisma.sql`(${sort.key}, a.id) < (${given}, ${id}::uuid)`
    : Prisma.sql`(${sort.key} > ${given} OR (${sort.key} = ${given} AND a.id < ${id}::uuid))`
}
