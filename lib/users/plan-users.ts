import type { Tx } from '@/lib/core/db'
import { snilsForms } from '@/lib/core/seal-value'
import type { Role } from '@/lib/core/generated/prisma/enums'
import { maskSnils } from '@/lib/identifiers/snils'
import type { FieldDifference, Planned } from '@/lib/imports/kind'
import { roleTitles } from './role-titles'
import { userColumns, type UserLine } from './user-columns'

type Known = {
  login: string
  last_name: string
  first_name: string
  middle_name: string | null
  position: string
  snils: string | null
  email: string | null
  office: string | null
  roles: Role[]
  elk_module: boolean
}
const titles = Object.fromEntries(userColumns.map(({ key, title }) => [key, title]))

/** What these lines would do to the organisation's people; those it looks at stay locked until the transaction ends. */
export async function planUsers(
  tx: Tx,
  organisationId: string,
  rows: readonly UserLine[],
): Promise<Planned[]> {
  const logins = rows.map(({ login }) => login.toLowerCase())
  const numbers = rows.flatMap(({ snils }) => (snils ? snilsForms(snils) : []))
  const found = await tx.$queryRaw<Known[]>`
    SELECT u.login, u.last_name, u.first_name, u.middle_name, u.position, u.snils, u.email, f.name AS office,
      u.roles::text[] AS roles, u.elk_module
    FROM users u LEFT JOIN offices f ON f.id = u.office_id
    WHERE u.organisation_id = ${organisationId}::uuid AND (lower(u.login) = ANY(${logins}) OR u.snils = ANY(${numbers}))
    ORDER BY u.id FOR NO KEY UPDATE OF u`
  const elsewhere = await tx.$queryRaw<{ login: string | null; snils: string | null }[]>`
    SELECT logins_elsewhere(${logins}) AS login, NULL AS snils UNION ALL SELECT NULL, snils_elsewhere(${numbers})`
  const takenLogins = new Set(elsewhere.map(({ login }) => login))
  const takenNumbers = new Set(elsewhere.map(({ snils }) => snils))
  const offices = new Set(
    (await tx.office.findMany({ where: { closedAt: null }, select: { name: true } })).map((one) => one.name),
  )
  const known = new Map(found.map((one) => [one.login.toLowerCase(), one]))
  const holders = new Map(found.map((one) => [one.snils, one.login.toLowerCase()]))
  return rows.map((row) => {
    const login = row.login.toLowerCase()
    const old = known.get(login)
    if (takenLogins.has(login)) return refuse('login', 'imports.users.loginTaken')
    if (row.snils && takenNumbers.has(row.snils) && old?.snils !== row.snils)
      return refuse('snils', 'imports.users.snilsTaken')
    if (row.snils && (holders.get(row.snils) ?? login) !== login)
      return refuse('snils', 'imports.users.snilsHere')
    if (row.snils && old?.snils && old.snils !== row.snils) return refuse('snils', 'imports.users.snilsOther')
    if (row.office && !offices.has(row.office)) return refuse('office', 'imports.users.office')
    if (!old) return row.roles?.length ? { action: 'create' } : refuse('roles', 'imports.users.noRole')
    if (old.roles.includes('SYSTEM_ADMINISTRATOR')) return refuse('login', 'imports.users.system')
    if (row.roles && old.roles.includes('ADMINISTRATOR') && !row.roles.includes('ADMINISTRATOR'))
      return refuse('roles', 'imports.users.administrator')
    const differences = differencesOf(old, row)
    return differences.length === 0 ? { action: 'same' } : { action: 'change', differences }
  })
}

const refuse = (column: keyof UserLine, message: string): Planned => ({ action: 'error', column, message })

function differencesOf(old: Known, row: UserLine): FieldDifference[] {
  const roles = (some: readonly Role[]) =>
    some
      .flatMap((role) => (role === 'SYSTEM_ADMINISTRATOR' ? [] : roleTitles[role]))
      .sort()
      .join(', ')
  const flag = (value: boolean) => (value ? 'да' : 'нет')
  const pairs: [key: keyof UserLine, old: string | null, now: string | null][] = [
    ['lastName', old.last_name, row.lastName],
    ['firstName', old.first_name, row.firstName],
    ['middleName', old.middle_name, row.middleName],
    ['position', old.position, row.position],
    ['snils', old.snils && maskSnils(old.snils), row.snils && maskSnils(row.snils)],
    ['email', old.email, row.email],
    ['office', old.office, row.office],
    ['roles', roles(old.roles), row.roles && roles(row.roles)],
    ['elkModule', flag(old.elk_module), row.elkModule === null ? null : flag(row.elkModule)],
  ]
  const sameNumber = old.snils === row.snils
  return pairs.flatMap(([key, before, now]) =>
    now === null || (key === 'snils' ? sameNumber : before === now)
      ? []
      : [{ field: titles[key] ?? key, old: before ?? '', new: now }],
  )
}
