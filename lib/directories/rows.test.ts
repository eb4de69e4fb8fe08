import { describe, expect, it } from 'vitest'
import { nextQuestion } from './next-question'
import { toRows } from './rows'

const read = (directory: number, ...records: Record<string, string>[]) =>
  toRows(directory, { attributes: Object.keys(records[0] ?? {}), records })

describe('rows of a directory', () => {
  it.each([
    [
      7212,
      { Код: '3', Наименование: 'Услуга оказана' },
      { code: '3', name: 'Услуга оказана', attributes: {} },
    ],
    [7246, { ID: '9', NAME: 'Имя', CODE: 'A' }, { code: 'A', name: 'Имя', attributes: { ID: '9' } }],
    [
      7293,
      { Мнемоника: 'M', Наименование: 'Имя', Шаблон: 'Т' },
      { code: 'M', name: 'Имя', attributes: { Шаблон: 'Т' } },
    ],
    [
      8248,
      { KEY: '1_2', INN: '1', KPP: '2', FULL_NAME: 'Полное', SHORT_NAME: 'Краткое', BLOCKED: 'false' },
      {
        code: '1_2',
        name: 'Полное',
        attributes: { INN: '1', KPP: '2', SHORT_NAME: 'Краткое', BLOCKED: 'false' },
      },
    ],
    [7212, { код: ' 223 ', наименование: ' ' }, { code: '223', name: '223', attributes: {} }],
    [7212, { Код: 'a\u0000b', Наименование: 'x\ud800' }, { code: 'ab', name: 'x\ufffd', attributes: {} }],
  ])('%d: code and name are known by their attributes', (directory, record, row) =>
    expect(read(directory, record)).toEqual({ ok: true, rows: [row] }),
  )

  it('are refused in words when code or name cannot be told, or a code is missing', () => {
    expect(read(7212, { Номер: '1', Наименование: 'x' })).toEqual({
      ok: false,
      fault:
        'directories.fault.noCode?columns=%D0%9D%D0%BE%D0%BC%D0%B5%D1%80%2C+%D0%9D%D0%B0%D0%B8%D0%BC%D0%B5%D0%BD%D0%BE%D0%B2%D0%B0%D0%BD%D0%B8%D0%B5',
    })
    expect(read(7212, { Код: '1', Текст: 'x' })).toMatchObject({
      fault: expect.stringMatching(/noName/) as string,
    })
    expect(read(8248, { Код: '1', Наименование: 'x' })).toMatchObject({
      fault: expect.stringMatching(/noCode/) as string,
    })
    expect(read(7212, { Код: '1', Наименование: 'x' }, { Код: ' ', Наименование: 'y' })).toEqual({
      ok: false,
      fault: 'directories.fault.bare?at=2',
    })
  })
})

describe('the next question', () => {
  it.each([
    [
      { revision: null, expected: null, received: 0 },
      { ask: 'revisions', code: 'A', pageSize: 1000 },
    ],
    [
      { revision: 4, expected: null, received: 0 },
      { ask: 'count', code: 'A', revision: 4 },
    ],
    [
      { revision: 4, expected: 1500, received: 0 },
      { ask: 'data', code: 'A', revision: 4, pageSize: 1000 },
    ],
    [
      { revision: 4, expected: 1500, received: 1000 },
      { ask: 'data', code: 'A', revision: 4, pageSize: 1000, startFrom: 1001 },
    ],
  ])('after %o', (progress, question) => expect(nextQuestion('A', progress)).toEqual(question))
})
