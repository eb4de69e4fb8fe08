import { expect, it } from 'vitest'
import { maskNumbers, storable } from './text'

it.each([
  ["'900-000-123 91' is not a valid value", "'***-***-*** 91' is not a valid value"],
  ["value '990012345668' of element inn", "value '**********68' of element inn"],
  ['MessageId = b077cd84-3959-11f1-b8b2-0242333cce59', 'MessageId = b077cd84-3959-11f1-b8b2-0242333cce59'],
  ["'2026-04-15' is not a valid value for 'dateTime'", "'2026-04-15' is not a valid value for 'dateTime'"],
  ['SMEV-403: 028122', 'SMEV-403: 028122'],
])('%s', (text, masked) => expect(maskNumbers(text)).toBe(masked))

it('what PostgreSQL cannot keep is taken out', () => {
  expect(storable('a\u0000b')).toBe('ab')
  expect(storable('\ud800').isWellFormed()).toBe(true)
})
