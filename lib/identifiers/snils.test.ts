import { expect, it } from 'vitest'
import { heard } from '@/lib/core/message'
import { checkExamples } from './examples.kit'
import { formatSnils, maskSnils, parseSnils } from './snils'

checkExamples('СНИЛС', parseSnils, {
  valid: [
    ['900-000-123 91'],
    ['912-345-678 00'],
    ['900-000-059 00'],
    ['900-000-058 99'],
    ['900-000-068 00'],
    ['900-000-069 01'],
    ['900-069-998 99'],
    ['900-078-999 00'],
    ['999-716-048 00'],
    ['90000012391', '900-000-123 91'],
    [' 900–000–123 91', '900-000-123 91'],
    ['СНИЛС: 900 000 123 91', '900-000-123 91', 'corrected.label'],
    ['９００-000-123 91', '900-000-123 91', 'corrected.digits'],
    ['001-001-998 00', undefined, 'snils.noControl'],
  ],
  invalid: [
    ['900-000-123 92', 'snils.control'],
    ['912-345-678 9', 'length'],
    ['912-345-678 000', 'length'],
    ['9l2-345-678 00', 'onlyDigits'],
    ['000-000-000 00', 'snils.zero'],
    ['', 'empty'],
    ['001-001-999 00', 'snils.control'],
  ],
})

it('never tells the right control number', () => {
  const parsed = parseSnils('900-000-123 92')
  expect(parsed).toEqual({ ok: false, message: 'identifiers.snils.control' })
})

it('says how many digits there are', () => {
  const parsed = parseSnils('912-345-678 9')
  expect(!parsed.ok && heard(parsed.message).values).toMatchObject({ expected: 11, count: 10, rest: 'short' })
})

it('masks all but the end', () => {
  expect(maskSnils('900-000-123 91')).toBe('***-***-123 91')
  expect(maskSnils('90000012391')).toBe('***-***-123 91')
  expect(formatSnils('90000012391')).toBe('900-000-123 91')
})
