import { describe, expect, it } from 'vitest'
import { Facts } from './facts'
import { applicants, createFacts, result, updateFacts } from './facts.examples.kit'

const accepts = (facts: unknown) => Facts.safeParse(facts).success

describe('facts', () => {
  it.each(Object.values(applicants))('take an applicant by $by', (applicant) => {
    expect(accepts(createFacts(applicant))).toBe(true)
  })

  it('need the number of ЕПГУ when addressed by it', () => {
    expect(accepts({ ...updateFacts(), addressBy: 'elkOrderNumber' })).toBe(true)
    expect(accepts({ ...updateFacts(), addressBy: 'elkOrderNumber', elkOrderNumber: undefined })).toBe(false)
    expect(accepts({ ...updateFacts(), elkOrderNumber: '0' })).toBe(false)
    expect(accepts({ ...updateFacts(), elkOrderNumber: '9223372036854775808' })).toBe(false)
  })

  it('leave out a КПП with letters', () => {
    const facts = Facts.parse({ ...createFacts(), sender: { inn: '9911000072', kpp: '9900AZ001' } })
    expect(facts.sender.kpp).toBeUndefined()
    expect(accepts({ ...createFacts(), sender: { inn: '9911000072', kpp: '99' } })).toBe(false)
  })

  it('in free text put a space for a line break and › for >, elsewhere refuse them', () => {
    const office = { name: 'Отдел\r\nвыдачи -> окно\t1', address: '  ', channel: 4 }
    expect(Facts.parse({ ...createFacts(), office })).toMatchObject({
      office: { name: 'Отдел выдачи -› окно 1', channel: 4 },
    })
    expect(accepts({ ...createFacts(), orderNumber: '1>2' })).toBe(false)
    expect(accepts({ ...createFacts(), orderNumber: '1\n2' })).toBe(false)
    expect(accepts({ ...createFacts(), office: { name: 'a\u0000', channel: 4 } })).toBe(false)
  })

  it('are the same when parsed again', () => {
    const once = Facts.parse({ ...createFacts(), office: { name: 'a\n>\u2028b', address: '', channel: 4 } })
    const frozen: unknown = JSON.parse(JSON.stringify(once))
    expect(Facts.parse(frozen)).toEqual(frozen)
  })

  it.each([
    '2026-11-05',
    '2026-11-05T09:12:00',
    '2026-11-05T09:12:00Z',
    '2026-02-29T09:12:00+03:00',
    '2026-11-05T24:00:00+03:00',
    '2026-11-05T09:12:60+03:00',
    '2026-11-05T09:12:00+14:30',
    '0000-01-01T00:00:00+00:00',
  ])('refuse the moment %s', (requestDate) => {
    expect(accepts({ ...createFacts(), requestDate })).toBe(false)
  })

  it('take a signature in base64 of at most 64 KB, and nothing else there', () => {
    const signed = (signature: unknown) => {
      const facts = updateFacts()
      return { ...facts, status: { ...facts.status, attachments: [{ ...result, signature }] } }
    }
    for (const bytes of [1, 2, 3, 64 * 1024])
      expect(accepts(signed(Buffer.alloc(bytes, 0x30).toString('base64')))).toBe(true)
    for (const wrong of [
      '',
      'A',
      'AAA',
      'AA=A',
      'AAAA\n',
      '<AAA',
      null,
      Buffer.alloc(66_000).toString('base64'),
    ])
      expect(accepts(signed(wrong))).toBe(false)
  })

  it('refuse unknown fields, versions and a hash that is not 32 bytes', () => {
    expect(accepts({ ...createFacts(), comment: 'x' })).toBe(false)
    expect(accepts({ ...createFacts(), version: 2 })).toBe(false)
    const facts = updateFacts()
    expect(
      accepts({ ...facts, status: { ...facts.status, attachments: [{ ...result, hash: 'AAAA' }] } }),
    ).toBe(false)
    expect(
      accepts({ ...facts, status: { ...facts.status, attachments: [{ ...result, transportName: '../x' }] } }),
    ).toBe(false)
  })
})
