import { readdirSync, readFileSync } from 'node:fs'
import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import messages from '@/messages/ru/identifiers.json'

const here = import.meta.dirname
const sources = readdirSync(here).filter((name) => name.endsWith('.ts') && !/\.(test|kit)\.ts$/.test(name))
const used = new Set(
  sources.flatMap((name) =>
    [...readFileSync(`${here}/${name}`, 'utf8').matchAll(/'identifiers\.([\w.]+)'/g)].map(
      (match) => match[1] ?? '',
    ),
  ),
)

function keysOf(node: object, path = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [path + key] : keysOf(value as object, `${path}${key}.`),
  )
}

describe('texts of identifiers', () => {
  it('has a text for every key in use, and no other', () => {
    expect(keysOf(messages).sort()).toEqual([...used].sort())
  })

  it('every text is well-formed and says no placeholder', () => {
    const values = {
      field: 'snils',
      kind: 'letter',
      sign: 'l',
      letter: 'Х',
      latin: 'X',
      capital: 'A',
      place: 5,
      expected: 11,
      count: 10,
      rest: 'short',
      who: 'person',
      name: 'Иваноv',
      letters: 'v',
      suggestion: 'I-ВО 000001',
      roman: 'IIII',
      full: '1990',
      short: '90',
      month: 2,
      year: 1990,
      days: 28,
      part: 'еx',
      domain: 'xn--a',
      value: '41000000',
    }
    const translate = createTranslator({
      locale: 'ru',
      messages,
      onError: (error) => {
        throw error
      },
    })
    for (const key of keysOf(messages))
      expect(translate(key as never, values as never)).toMatch(/^[^{}]{10,}$/)
    expect(translate('length', values)).toBe('В СНИЛС 11 цифр, сейчас 10. Дополните по документу.')
    expect(translate('length', { ...values, field: 'passportSeries', expected: 4, count: 3 })).toBe(
      'В серии паспорта 4 цифры, сейчас 3.',
    )
    expect(translate('onlyDigits', values)).toBe(
      'В СНИЛС только цифры. Уберите букву «l» или замените её цифрой из документа.',
    )
    expect(translate('date.day', values)).toBe('Такой даты нет: в феврале 1990 года 28 дней.')
  })
})
