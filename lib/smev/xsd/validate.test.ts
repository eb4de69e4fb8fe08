import type { XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applicants, createFacts, updateFacts } from '@/lib/delivery/facts.examples.kit'
import { contract, contracts, describeWithContracts } from '../contracts.kit'
import { ordersRequestXml } from '../elk/request'
import { compileSchema, validateAgainst, validateElk } from './validate'

const own = [
  ...Object.values(applicants).map((who) =>
    ordersRequestXml({ environment: 'SVCDEV', kind: 'CREATE', orders: [createFacts(who)] }),
  ),
  ordersRequestXml({ environment: 'EPGU', kind: 'UPDATE', orders: [updateFacts()] }),
]

describe('our schema', () => {
  it.each(own)('admits %#', (xml) => expect(validateElk(xml)).toEqual([]))

  it('says what is wrong', () => {
    const [first = ''] = own
    const errors = validateElk(first.replace('2026-11-05T09:12:00.000+03:00', '2026-11-05'))
    expect(errors.join()).toMatch(/requestDate.*'2026-11-05' is not a valid value/)
  })

  it('refuses a DTD, a fragment and nothing at all', () => {
    const [first = ''] = own
    expect(validateElk(`<!DOCTYPE a [<!ENTITY b "c">]>${first}`)).toEqual(['DTD is forbidden'])
    expect(validateElk(first.slice(0, 200))).not.toEqual([])
    expect(validateElk('')).not.toEqual([])
  })
})

const VALUES = ['', ' ', '0', '-1', '+1', '32767', '32768', '-32768', '-32769', '1.0', 'x', 'true', '1', 'TRUE', '2026-11-05', '2026-11-05T09:12:00', '2026-11-05T09:12:00Z', '2026-11-05T24:00:00', '2026-02-29T00:00:00', '9223372036854775807', '9223372036854775808', '3'.repeat(15), '1'.repeat(13), '4'.repeat(13), '9'.repeat(10), '9'.repeat(12), 'я'.repeat(14), 'я'.repeat(15), 'я'.repeat(16), 'я'.repeat(17), 'я'.repeat(20), 'я'.repeat(21), 'я'.repeat(36), 'я'.repeat(37), 'я'.repeat(50), 'я'.repeat(51), 'я'.repeat(256), 'я'.repeat(257), 'я'.repeat(1024), 'я'.repeat(1025), 'я'.repeat(4001), 'a\nb', 'a&#9;b', '٣٣٣٣٣٣٣٣٣٣', '<x/>'] // prettier-ignore

/** Every element with every value, dropped, doubled, renamed and swapped with its neighbour. */
function* mutations(xml: string): Generator<string> {
  for (const { 0: whole, 1: open = '', index } of xml.matchAll(/<([\w:]+)(?: [^>]*)?>([^<]*)<\/\1>/g)) {
    const put = (piece: string) => xml.slice(0, index) + piece + xml.slice(index + whole.length)
    for (const value of VALUES) yield put(`<${open}>${value}</${open}>`)
    yield put('')
    yield put(whole + whole)
    yield put(whole.replaceAll(open, `${open}x`))
    yield put(`${whole}text`)
    const next = /^\s*<([\w:]+)>[^<]*<\/\1>/.exec(xml.slice(index + whole.length))?.[0]
    if (next) yield xml.slice(0, index) + next + whole + xml.slice(index + whole.length + next.length)
  }
  yield xml.replace(/ env="\w+"/, '')
  yield xml.replace(/ env="\w+"/, ' env="ABCDEFGHIJK"')
  yield xml.replace('1.0.2', '1.0.1')
}

describeWithContracts('our schema and the official one', () => {
  let official: XsdValidator
  beforeAll(() => {
    official = compileSchema(contract('xsd/elk-status-1.0.2.xsd'))
  })
  afterAll(() => official.dispose())

  it('give one verdict on every sample and its mutations', () => {
    const samples = contracts('samples')
      .filter((name) => /^[012]\d-(?!README).*\.xml$/.test(name))
      .map((name) => contract(`samples/${name}`))
    const verdicts = { valid: 0, invalid: 0 }
    for (const xml of [...samples, ...own].flatMap((sample) => [sample, ...mutations(sample)])) {
      const ours = validateElk(xml).length === 0
      const theirs = validateAgainst(official, xml).length === 0
      if (ours !== theirs) expect({ xml, ours }).toEqual({ xml, ours: theirs })
      verdicts[ours ? 'valid' : 'invalid'] += 1
    }
    expect(verdicts.valid).toBeGreaterThan(1000)
    expect(verdicts.invalid).toBeGreaterThan(5000)
  }, 120_000)
})
