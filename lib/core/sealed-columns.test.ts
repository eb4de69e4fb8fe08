import { beforeEach, describe, expect, it, vi } from 'vitest'
import { readColumnKeys } from './column-keys'
import { blindIndexes, openBytes, openText, sealBytes, sealText, snilsForms, storedSnils } from './seal-value'
import { openResult, sealArguments } from './sealed-columns'

const around = vi.hoisted(() => ({ keys: '' }))
vi.mock('./column-keys', async (load) => {
  const real = await load<typeof import('./column-keys')>()
  const columnKeys = () => (around.keys ? real.readColumnKeys(around.keys) : [])
  return { ...real, columnKeys, columnKeyOf: (id: string) => columnKeys().find((one) => one.id === id) }
})
const secret = (n: number) => Buffer.alloc(32, n).toString('base64')
const [one, two] = [`1:${secret(1)}`, `2:${secret(2)}`]
beforeEach(() => void (around.keys = one))

const SNILS = '900-000-123 91'
const id = '0193e2a0-0000-7000-8000-000000000001'
const place = { column: 'applicants/snils', row: id }

it('what is typed into another field is not opened there, whatever row it stands in', () => {
  const token = sealText(place, SNILS)
  const form = sealText({ column: 'applications/form', row: id }, '{"person":{}}', 'j')
  const employee = storedSnils(SNILS)
  for (const typed of [token, form, employee])
    for (const row of [
      { id, applicant_name: typed },
      { applicationId: id, comment: typed },
      { details: { changes: { name: [null, typed] } } },
      { id, names: [typed] },
    ])
      expect(openResult(structuredClone(row))).toEqual(row)
  expect(openResult({ application_id: id, snils: token })).toEqual({ application_id: id, snils: SNILS })
  expect(openResult({ id, form })).toEqual({ id, form: { person: {} } })
})

describe('the setting of keys', () => {
  it('is numbers with 32 bytes, the current first', () => {
    expect(readColumnKeys(`${two},\n${one}\n`).map((key) => key.id)).toEqual(['2', '1'])
  })
  it.each([
    ['', /no key/],
    ['1', /key 1 is not/],
    [`1:${Buffer.alloc(16).toString('base64')}`, /key 1 is not/],
    [`${one} 1:${secret(3)}`, /same number/],
  ])('«%s» is refused', (text, words) => expect(() => readColumnKeys(text)).toThrow(words))
  it('is not told by its refusal', () => {
    try {
      readColumnKeys(`1:${secret(1)}x`)
    } catch (error) {
      expect(String(error)).not.toContain(secret(1))
    }
    expect.assertions(1)
  })
})

describe('a sealed value', () => {
  it('opens to what it was, is the same in the same place, and another in another', () => {
    const sealed = sealText(place, SNILS)
    expect(sealed).not.toContain('900')
    expect(openText(sealed)).toEqual({ value: SNILS, place })
    expect(sealText(place, SNILS)).toBe(sealed)
    expect(
      sealText({ ...place, row: 'x' }, SNILS)
        .split('.')
        .at(-1),
    ).not.toBe(sealed.split('.').at(-1))
    const bytes = sealBytes('envelopes/body', Buffer.from('<xml/>'))
    expect(Buffer.from(openBytes(bytes)).toString()).toBe('<xml/>')
  })
  it('does not open when it was changed, moved to another column or row, or under another key', () => {
    const sealed = sealText(place, SNILS)
    expect(openText(sealed.replace('applicants/snils', 'users/snils'))).toBeUndefined()
    expect(openText(sealed.replace(id, id.replace('1', '2')))).toBeUndefined()
    expect(openText(`${sealed.slice(0, -6)}AAAAA=`)).toBeUndefined()
    around.keys = `1:${secret(9)}`
    expect(openText(sealed)).toBeUndefined()
    around.keys = two
    expect(openText(sealed)).toBeUndefined()
    around.keys = `${two} ${one}`
    expect(openText(sealed)?.value).toBe(SNILS)
  })
  it('is no trap: what a person types with such a beginning stays as typed', () => {
    for (const typed of ['elk1.', 'elk1.1.t.applicants/snils..', 'elk1.1.j.a.b.AAAA', 'elk1.9.t.a.b.c'])
      expect(openResult({ title: typed })).toEqual({ title: typed })
  })
  it('is found by a blind index under each key, whatever its signs', () => {
    around.keys = `${two} ${one}`
    expect(blindIndexes(SNILS)).toEqual(blindIndexes('90000012391'))
    expect(new Set(blindIndexes(SNILS).map((index) => Buffer.from(index).toString('hex'))).size).toBe(2)
    expect(snilsForms(SNILS)).toHaveLength(3)
    expect(snilsForms(SNILS)[1]).toBe(storedSnils(SNILS))
  })
})

describe('rows', () => {
  const written = () =>
    sealArguments('Applicant', { data: { applicationId: id, snils: SNILS, documentNumber: null } }) as {
      data: Record<string, unknown>
    }
  it('are sealed as they are written, opened as they are read', () => {
    const { data } = written()
    expect(JSON.stringify(data)).not.toContain(SNILS)
    expect(data.snilsIndex).toEqual(blindIndexes(SNILS)[0])
    expect(openResult([{ nested: { ...data } }])).toEqual([{ nested: { ...data, snils: SNILS } }])
  })
  it('of another applicant stay closed', () => {
    const { data } = written()
    const moved = { application_id: 'another', snils: data.snils }
    expect(openResult({ ...moved })).toEqual(moved)
  })
  it('of JSON come back whole; of facts only the applicant is sealed', () => {
    const form = { person: { snils: SNILS } }
    const { data } = sealArguments('Application', { data: { form } }) as {
      data: { id: string; form: string }
    }
    expect(data.form).toMatch(/^elk1\./)
    expect(data.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(openResult({ ...data })).toMatchObject({ form })
    const facts = { status: { status: 1 }, applicant: { snils: SNILS } }
    const sent = sealArguments('Delivery', { data: { applicationId: id, facts } }) as {
      data: { facts: object }
    }
    expect(sent.data.facts).toMatchObject({
      status: { status: 1 },
      applicant: expect.stringMatching(/^elk1/),
    })
    expect(openResult({ application_id: id, facts: sent.data.facts })).toMatchObject({ facts })
  })
  it('are written as they are without a key', () => {
    around.keys = ''
    expect(written().data.snils).toBe(SNILS)
    expect(sealBytes('envelopes/body', Buffer.from('x'))).toEqual(new Uint8Array(Buffer.from('x')))
  })
})
