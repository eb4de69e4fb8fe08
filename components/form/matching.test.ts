import { expect, it } from 'vitest'
import { matching } from './matching'

const options = [
  { search: 'Присвоение адреса 9900000010000000001 -9900000000160000001' },
  { search: 'Выдача разрешения на вырубку зелёных насаждений 99007' },
]

it('finds by parts of words in any order, by code and by ТКУ with any dash', () => {
  expect(matching(options, 'адрес присв')).toEqual([options[0]])
  expect(matching(options, 'ЗЕЛЕНЫХ')).toEqual([options[1]])
  expect(matching(options, '–99000000001600')).toEqual([options[0]])
  expect(matching(options, ' ')).toEqual(options)
  expect(matching(options, 'паспорт')).toEqual([])
})
