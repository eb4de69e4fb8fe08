import { z } from 'zod'
import { pgsRoles, type PgsRole } from '@/lib/auth/permissions'
import { folded } from '@/lib/core/text'
import { parseEmail } from '@/lib/identifiers/email'
import { parseLogin } from '@/lib/identifiers/login'
import { parsePersonName, type NamePart } from '@/lib/identifiers/person-name'
import { parseSnils } from '@/lib/identifiers/snils'
import { cellByRule, orNull, wordOf } from '@/lib/imports/cell-rules'
import type { ImportKind } from '@/lib/imports/kind'
import { planUsers } from './plan-users'
import { roleTitles } from './role-titles'
import { userColumns, type UserLine } from './user-columns'
import { writeUsers } from './write-users'

const roleNames = new Map(pgsRoles.map((role) => [folded(roleTitles[role]), role]))
const name = (part: NamePart) => cellByRule((raw) => parsePersonName(raw, part))

const Row = z
  .object({
    login: cellByRule(parseLogin),
    lastName: name('lastName'),
    firstName: name('firstName'),
    middleName: name('middleName'),
    position: orNull((text, issue) => {
      if (text.length > 200) issue('imports.users.position')
      return text
    }),
    snils: cellByRule(parseSnils),
    email: cellByRule(parseEmail),
    office: orNull((text) => text),
    roles: orNull((text, issue) => {
      const found = text.split(/[,;/]+/).map((one) => roleNames.get(folded(one.trim())))
      if (found.includes(undefined)) issue('imports.users.role')
      return pgsRoles.filter((role) => found.includes(role)) as PgsRole[]
    }),
    elkModule: wordOf({ да: true, нет: false }, 'imports.users.module'),
  })
  .transform((row): UserLine => ({
    ...row,
    login: row.login ?? '',
    lastName: row.lastName ?? '',
    firstName: row.firstName ?? '',
    position: row.position ?? '',
  }))

/** People of the organisation from a file, matched by login (U11). They come in through ЕСИА or after «Сбросить пароль». */
export const importUsers: ImportKind<UserLine> = {
  name: 'users',
  permission: 'users.manage',
  opensWaysIn: true,
  columns: userColumns,
  row: Row,
  unique: ({ login, snils }) => ({ login: login.toLowerCase(), snils }),
  subject: ({ login }) => login,
  plan: (tx, actor, rows) => planUsers(tx, actor.organisationId, rows),
  commit: (tx, actor, rows) => writeUsers(tx, actor, rows),
}
