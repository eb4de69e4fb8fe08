import { expect, it } from 'vitest'
import type { EventRow } from '@/lib/audit/event-row'
import { eventsAsCsv } from './csv'

const row = (change: Partial<EventRow>): EventRow => ({
  id: '1',
  at: '2026-11-05T11:20:00.000Z',
  by: 'Образцова В. Т.',
  action: 'user.update',
  result: 'ok',
  subjectType: 'user',
  subjectId: null,
  subject: 'Петров Пример (petrov)',
  reason: null,
  note: null,
  changes: [],
  ip: '127.0.0.1',
  ...change,
})
const cells = (text: string) => text.split('\r\n').map((line) => line.split(';'))

it('a file of the journal is in words, quoted, and begins as a spreadsheet expects', () => {
  const text = eventsAsCsv(
    [row({ changes: [{ field: 'roles', old: ['INSPECTOR'], new: ['INSPECTOR', 'SECRETARY'] }] })],
    'Europe/Moscow',
  )
  expect(text.startsWith('\uFEFF"Когда";"Кто"')).toBe(true)
  expect(text).toContain('"05.11.2026 14:20";"Образцова В. Т.";"Изменён пользователь"')
  expect(text).toContain('"Роли: Инспектор → Инспектор, Секретарь"')
})

it.each(['=1+1', '+7', '-2', '@SUM(A1)', '\t=1', ' =cmd', '\r=1'])(
  '«%s» is a text, not a formula',
  (evil) => {
    const [, line] = cells(eventsAsCsv([row({ by: evil })], 'Europe/Moscow'))
    expect(line?.[1]).toBe(`"'${evil.replaceAll('\r', '\r')}"`)
  },
)

it('a quotation mark does not end a cell', () => {
  const [, line] = cells(eventsAsCsv([row({ subject: 'ООО "Пример"' })], 'Europe/Moscow'))
  expect(line?.[3]).toBe('"ООО ""Пример"""')
})
