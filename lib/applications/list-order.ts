import { Prisma } from '@/lib/core/db'
import { isId } from '@/lib/core/ids'
import { firstDirections } from './filter-values'
import type { Filters } from './filters'

/** The order of the list and its place in it. Every order ends with the id, so that no row is met twice or never. */
type Sort = { key: Prisma.Sql; direction: Prisma.Sql; descending: boolean; cast: Prisma.Sql }

const keys: Record<Filters['sort'], { key: Prisma.Sql; cast: string }> = {
  deadline: {
    key: Prisma.sql`coalesce(least(a.transfer_by, a.service_term_at), 'infinity'::timestamptz)`,
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

export const encodeCursor = (value: string, id: string): string =>
  Buffer.from(JSON.stringify([value, id])).toString('base64url')

/** The condition «after this row». A cursor that is not ours means the first page: it can only point inside one's own list. */
export function decodeCursor(cursor: string | undefined, sort: Sort): Prisma.Sql {
  const place = read(cursor)
  if (!place) return Prisma.sql`true`
  const [value, id] = place
  const given = Prisma.sql`${value}::${sort.cast}`
  return sort.descending
    ? Prisma.sql`(${sort.key}, a.id) < (${given}, ${id}::uuid)`
    : Prisma.sql`(${sort.key} > ${given} OR (${sort.key} = ${given} AND a.id < ${id}::uuid))`
}

function read(cursor: string | undefined): [string, string] | null {
  if (!cursor) return null
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(parsed) || typeof parsed[0] !== 'string' || !isId(parsed[1])) return null
    return [parsed[0], parsed[1]]
  } catch {
    return null
  }
}
