import { describe, expect, it } from 'vitest'
import { doubledNames, matchColumns, missingColumns, normalName, type ImportColumn } from './columns'

const column = (key: string, title: string, synonyms: string[] = [], required = false): ImportColumn => ({
  key,
  title,
  synonyms,
  required,
  example: '',
})
const columns = [
  column('name', 'Наименование услуги', ['Услуга'], true),
  column('code', 'Код услуги', ['eserviceCode'], true),
  column('term', 'Срок, раб. дн.', ['Срок']),
]
const told = (header: string[]) => matchColumns(columns, header).map(({ column: at, how }) => [at, how])

describe('columns', () => {
  it.each([
    [
      'as in the template, in any order',
      ['Срок, раб. дн.', 'Код услуги', 'Наименование услуги'],
      [
        [2, 'name'],
        [1, 'name'],
        [0, 'name'],
      ],
    ],
    [
      'case, ё, blanks, marks and brackets do not matter',
      ['НАИМЕНОВАНИЕ  УСЛУГИ*', 'код_услуги (обязательно)'],
      [
        [0, 'name'],
        [1, 'name'],
        [null, null],
      ],
    ],
    [
      'synonyms',
      ['услуга', 'EserviceCode', 'срок'],
      [
        [0, 'synonym'],
        [1, 'synonym'],
        [2, 'synonym'],
      ],
    ],
    [
      'near names are told as such',
      ['Наименованее услуг', 'Код улуги'],
      [
        [0, 'near'],
        [1, 'near'],
        [null, null],
      ],
    ],
    [
      'a foreign name is none of ours',
      ['Фамилия', 'Телефон'],
      [
        [null, null],
        [null, null],
        [null, null],
      ],
    ],
    [
      'one column is not two',
      ['Код услуги'],
      [
        [null, null],
        [0, 'name'],
        [null, null],
      ],
    ],
    [
      'an exact name wins over a near one',
      ['Коды услуги', 'Код услуги'],
      [
        [null, null],
        [1, 'name'],
        [null, null],
      ],
    ],
  ])('%s', (_, header, expected) => expect(told(header)).toEqual(expected))

  it('missing ones are only those that are required', () => {
    expect(missingColumns(columns, { name: 0, code: null, term: null }).map(({ key }) => key)).toEqual([
      'code',
    ])
  })

  it('names that stand twice are told', () => {
    expect(doubledNames(['Код', 'код ', 'Имя', ''])).toEqual(['код '])
    expect(normalName('Всё (да)')).toBe('все')
  })
})
