import { describe, expect, it } from 'vitest'
import { translate } from '@/lib/i18n/translate'
import { addOrganisationLetter } from './add-organisation'
import { toEml } from './to-eml'

const letter = addOrganisationLetter(
  {
    person: 'Образцова Вымышленна Тестовна',
    snils: '900-000-123 91',
    organisation: 'Администрация Образцового городского округа',
    ogrn: '1259900000018',
    roles: ['Инспектор', 'Секретарь'],
  },
  translate,
)

describe('letter L5', () => {
  it('names the person, the organisation and the roles', () => {
    expect(letter.to).toBe('sd@sc.digital.gov.ru')
    for (const part of [
      'Образцова Вымышленна Тестовна',
      '900-000-123 91',
      '1259900000018',
      'Инспектор, Секретарь',
    ])
      expect(letter.text).toContain(part)
  })

  it('is read back from .eml as it was', () => {
    const [head = '', body = ''] = toEml(letter).split('\r\n\r\n')
    expect(Buffer.from(body, 'base64').toString().replaceAll('\r\n', '\n')).toBe(letter.text)
    const subject = /Subject: ((?:.*\r\n )*.*)/.exec(head)?.[1] ?? ''
    const words = [...subject.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/g)]
    expect(words.map(([, word]) => Buffer.from(word ?? '', 'base64').toString()).join('')).toBe(
      letter.subject,
    )
    for (const line of toEml(letter).split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
  })

  it('carries a table whole', () => {
    const table = Buffer.from(Array.from({ length: 300 }, (_, at) => at % 256))
    const eml = toEml(letter, { name: 'tku.xlsx', type: 'application/x', content: table.toString('base64') })
    const boundary = /boundary="(.+)"/.exec(eml)?.[1] ?? ''
    const [, words = '', attached = '', end] = eml.split(`\r\n--${boundary}`)
    const body = (part: string) => Buffer.from(part.split('\r\n\r\n')[1] ?? '', 'base64')
    expect(body(words).toString().replaceAll('\r\n', '\n')).toBe(letter.text)
    expect(body(attached)).toEqual(table)
    expect(attached).toContain('Content-Disposition: attachment; filename="tku.xlsx"')
    expect(end).toBe('--\r\n')
  })
})
