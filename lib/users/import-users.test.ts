import { describe, expect, it } from 'vitest'
import { pgsRoles } from '@/lib/auth/permissions'
import { translate } from '@/lib/i18n/translate'
import { importUsers } from './import-users'
import { roleTitles } from './role-titles'

const line = {
  login: 'FominVPTambov',
  lastName: 'Фомин',
  firstName: 'Владимир',
  middleName: '',
  position: 'Специалист',
  snils: '900 000 123 91',
  email: '',
  office: '',
  roles: 'инспектор; Помощник руководителя',
  elkModule: 'Да',
}

describe('a line of a table of people', () => {
  it('names roles as the screens do', () => {
    for (const role of pgsRoles) expect(roleTitles[role]).toBe(translate(`shell.role.${role}`))
  })

  it('becomes a row by the rules of the card', () => {
    expect(importUsers.row.parse(line)).toMatchObject({
      snils: '900-000-123 91',
      middleName: null,
      roles: ['INSPECTOR', 'SUPERVISOR_ASSISTANT'],
      elkModule: true,
    })
  })

  it('tells everything that is wrong with it at once', () => {
    const wrong = importUsers.row.safeParse({
      ...line,
      login: 'Фомин',
      snils: '900-000-123 92',
      roles: 'Царь',
      elkModule: 'constructor', // a word of every object, and of no table
    })
    expect(wrong.error?.issues.map(({ path }) => path[0])).toEqual(['login', 'snils', 'roles', 'elkModule'])
  })
})
