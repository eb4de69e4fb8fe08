import type { Session } from '@/lib/auth/session'
import { inOrganisation, Prisma, type Tx } from '@/lib/core/db'
import { PREFIX, snilsForms } from '@/lib/core/seal-value'
import type { Role } from '@/lib/core/generated/prisma/enums'
import { folded } from '@/lib/core/text'
import { parseSnils } from '@/lib/identifiers/snils'
import type { UserFilters } from './schema'

export const USERS_ON_PAGE = 50

export type UserRow = {
  id: string
  lastName: string
  firstName: string
  middleName: string | null
  login: string
  position: string
  roles: Role[]
  elkModule: boolean
  officeName: string | null
  disabled: boolean
  lastSignInAt: Date | null
}
export type UsersPage = { rows: UserRow[]; total: number; page: number; pages: number }

/** «Пользователи» of the organisation, by part of a name without regard to case and ё (U01–U03). */
export function listUsers(session: Session, filters: UserFilters): Promise<UsersPage> {
  return inOrganisation(session, async (tx) => {
    const where = condition(filters)
    const [counted] = await tx.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM users u WHERE ${where}`
    const total = Number(counted?.n ?? 0)
    const pages = Math.max(1, Math.ceil(total / USERS_ON_PAGE))
    const page = Math.min(filters.page, pages)
    return { rows: await rowsOf(tx, where, page), total, page, pages }
  })
}

const rowsOf = (tx: Tx, where: Prisma.Sql, page: number) =>
  tx.$queryRaw<UserRow[]>`
    SELECT u.id, u.last_name AS "lastName", u.first_name AS "firstName", u.middle_name AS "middleName", u.login, u.position,
      u.roles::text[] AS roles, u.elk_module AS "elkModule", f.name AS "officeName", u.disabled_at IS NOT NULL AS disabled,
      u.last_sign_in_at AS "lastSignInAt"
    FROM users u LEFT JOIN offices f ON f.id = u.office_id WHERE ${where}
    ORDER BY u.disabled_at IS NOT NULL, lower(u.last_name), lower(u.first_name), u.id
    LIMIT ${USERS_ON_PAGE} OFFSET ${(page - 1) * USERS_ON_PAGE}`

function condition({ text, login, snils, status }: UserFilters): Prisma.Sql {
  const name = Prisma.sql`replace(lower(concat_ws(' ', u.last_name, u.first_name, u.middle_name)), 'ё', 'е')`
  const parts = folded(text)
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => Prisma.sql`${name} LIKE ${like(word)}`)
  if (login) parts.push(Prisma.sql`lower(u.login) LIKE ${like(login.toLowerCase())}`)
  const digits = snils.replaceAll(/\D/g, '')
  if (snils)
    parts.push(
      digits
        ? Prisma.sql`(regexp_replace(u.snils, '\\D', '', 'g') LIKE ${like(digits)} AND NOT starts_with(u.snils, ${PREFIX})
            OR u.snils = ANY(${wholeForms(snils)}))`
        : Prisma.sql`false`,
    )
  if (status !== 'all')
    parts.push(
      status === 'active' ? Prisma.sql`u.disabled_at IS NULL` : Prisma.sql`u.disabled_at IS NOT NULL`,
    )
  return Prisma.join([Prisma.sql`u.organisation_id = own_organisation()`, ...parts], ' AND ')
}

/** A part of a sealed number finds nobody: the whole one is asked for. */
const wholeForms = (typed: string): string[] => {
  const parsed = parseSnils(typed)
  return parsed.ok ? snilsForms(parsed.value) : []
}

const like = (part: string) => `%${part.replaceAll(/[\\%_]/g, '\\$&')}%`
