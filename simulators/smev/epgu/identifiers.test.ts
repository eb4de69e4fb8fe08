import { describe, expect, it } from 'vitest'
import { formatSnils, innHolds, snilsHolds } from './identifiers'

describe('identifiers as the portal checks them', () => {
  it.each([
    '900-000-123 91',
    '912-345-678 00',
    '900-000-059 00',
    '900-000-068 00',
    '900-000-069 01',
    '999-716-048 00',
  ])('takes СНИЛС %s', (snils) => expect(snilsHolds(snils)).toBe(true))
  it.each(['900-000-123 92', '912-345-678 9', '9l2-345-678 00', '000-000-000 00', ''])(
    'refuses СНИЛС «%s»',
    (snils) => expect(snilsHolds(snils)).toBe(false),
  )
  it('takes an old СНИЛС without check digits and any of its written forms', () => {
    expect(snilsHolds('001-001-998 55')).toBe(true)
    expect(snilsHolds('90000012391')).toBe(true)
    expect(snilsHolds('900-000-123-91')).toBe(true)
    expect(formatSnils('90000012391')).toBe('900-000-123 91')
  })
  it.each(['9900123450', '9911000072', '9900000000', '990012345668', '999900011155'])('takes ИНН %s', (inn) =>
    expect(innHolds(inn)).toBe(true),
  )
  it.each(['9900123451', '990012345', '99001Z3450', '990012345669', '0000000000', '000000000000'])(
    'refuses ИНН %s',
    (inn) => expect(innHolds(inn)).toBe(false),
  )
})
