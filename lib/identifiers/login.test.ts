import { expect, it } from 'vitest'
import { checkExamples } from './examples.kit'
import { parseLogin, suggestLogin } from './login'

checkExamples('login', parseLogin, {
  valid: [['FominVPTambov'], ['ivanovPVTambov1'], ['petrovAA']],
  invalid: [
    ['Фомин', 'login.sign'],
    ['fomin vp', 'login.space'],
    ['', 'empty'],
    ['1abc', 'login.first'],
    ['a'.repeat(65), 'login.long'],
  ],
})

it('suggests ФамилияИО and the organisation, with a figure when taken', () => {
  const owner = { lastName: 'Фомин', firstName: 'Виктор', middleName: 'Петрович', organisation: 'Тамбов' }
  expect(suggestLogin(owner)).toBe('FominVPTambov')
  expect(suggestLogin(owner, (login) => login === 'FominVPTambov')).toBe('FominVPTambov1')
  expect(suggestLogin({ ...owner, lastName: 'Щукин-Жук', middleName: null })).toBe('ShchukinZhukVTambov')
})
