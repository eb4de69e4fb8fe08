import fc from 'fast-check'
import { XmlC14NMode, XmlDocument } from 'libxml2-wasm'
import { afterAll, expect, it } from 'vitest'
import { haveContracts, contract } from '../smev/contracts.kit'
import { ordersRequestXml } from '../smev/elk/request'
import { compileSchema, validateAgainst, validateElk } from '../smev/xsd/validate'
import { Facts } from './facts'
import { applicants, citizenText, createFacts, signedResult, updateFacts } from './facts.examples.kit'

/** A million by CASES=1000000 (goal R6). */
const CASES = Number(process.env.CASES ?? 20_000)
const TIME = Math.max(120_000, CASES * 6)

type Json = Record<string, unknown>

const SIGNS = [
  ...'<>&"\'\u0000\u0001\t\n\r\u0085\u2028😀\u202e\u200f\ufeff\u00a0\ufffe\uffff\u{1fffe}\u{10ffff}аa0О٣ ',
  '\ud800',
  '\udfff',
  ']]>',
  '<!--',
  '&#0;',
  '<!DOCTYPE a>',
]
const LENGTHS = [1, 9, 14, 15, 16, 17, 20, 21, 36, 37, 50, 51, 256, 257, 1024, 1025, 4000, 4001]
const DIGITS = [
  '٠١٢٣٤٥٦٧٨٩',
  '９９００１２３４５０',
  '-1',
  '1e9',
  '0x10',
  '12345678',
  '9223372036854775807',
  '9223372036854775808',
]
const MOMENTS = [
  '0001-01-01T00:00:00+14:00',
  '0000-01-01T00:00:00+00:00',
  '9999-12-31T23:59:59.999999999-14:00',
  '2024-02-29T00:00:00-00:00',
  '1900-02-29T00:00:00+03:00',
  '2026-11-05T24:00:00+03:00',
  '2026-11-05T23:59:60+03:00',
  '2026-11-05T09:12:00+14:01',
  '2026-11-05T09:12:00.1234567890+03:00',
  '2026-11-05T09:12:00',
  '10000-01-01T00:00:00+00:00',
  '2026-1-05',
  '2026-11-05',
  '0000-01-01',
  '1985-02-29',
]
const NUMBERS = [-32768, 32767, 32768, -32769, -0, 1.5, 1e21]

const sign = fc.constantFrom(...SIGNS)
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(sign, { maxLength: 12 }).map((signs) => signs.join('')),
  fc
    .tuple(fc.constantFrom('я', '😀', 'a', '0', ' '), fc.constantFrom(...LENGTHS))
    .map(([unit, count]) => unit.repeat(count)),
)
const digitsLike = fc.oneof(
  fc.stringMatching(/^[0-9]{9,15}$/),
  fc.stringMatching(/^[1235][0-9]{12,14}$/),
  fc.constantFrom(...DIGITS),
)
const moment = fc.oneof(
  fc.constantFrom(...MOMENTS),
  fc
    .date({
      noInvalidDate: true,
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
    })
    .map((date) => date.toISOString().replace('Z', '+03:00')),
)
const number = fc.oneof(fc.integer({ min: -32770, max: 32770 }), fc.double(), fc.constantFrom(...NUMBERS))
const value = fc.oneof(
  { weight: 4, arbitrary: nasty },
  digitsLike,
  moment,
  number,
  fc.constantFrom(undefined, null, true, '', 'orderNumber', 'elkOrderNumber', 'EPGU'),
)

const base = fc.oneof(
  fc.constantFrom(...Object.values(applicants)).map((applicant) => createFacts(applicant)),
  fc
    .record({
      elk: fc.bigInt({ min: 1n, max: 2n ** 63n + 10n }),
      by: fc.constantFrom('orderNumber', 'elkOrderNumber') as fc.Arbitrary<'orderNumber'>,
    })
    .map(({ elk, by }) => ({ ...updateFacts(), elkOrderNumber: String(elk), addressBy: by })),
  fc.constant({ ...updateFacts(), status: { ...updateFacts().status, citizenText } }),
)

function leavesOf(node: unknown, path: string[] = []): string[][] {
  if (typeof node !== 'object' || node === null)
    return path.at(-1) === 'kind' || path.at(-1) === 'by' ? [] : [path]
  return Object.entries(node).flatMap(([key, child]) => leavesOf(child, [...path, key]))
}

function withLeaf(facts: unknown, path: string[], leaf: unknown): unknown {
  const copy = structuredClone(facts) as Json
  let node: Json = copy
  for (const key of path.slice(0, -1)) node = node[key] as Json
  const last = path.at(-1) ?? ''
  if (leaf === undefined) delete node[last]
  else node[last] = leaf
  return copy
}

const facts = fc
  .tuple(base, fc.array(fc.tuple(fc.nat(), value), { maxLength: 2 }), fc.nat({ max: 3 }))
  .map(([start, changes, files]) => {
    const status = {
      ...start.status,
      attachments: Array.from({ length: files }, () => ({ ...signedResult })),
    }
    return changes.reduce<unknown>(
      (current, [index, leaf]) => {
        const leaves = leavesOf(current)
        return withLeaf(current, leaves[index % leaves.length] ?? [], leaf)
      },
      { ...start, status },
    )
  })

const official = haveContracts ? compileSchema(contract('xsd/elk-status-1.0.2.xsd')) : undefined
afterAll(() => official?.dispose())

function canonical(xml: string): string {
  const document = XmlDocument.fromString(xml)
  try {
    return document.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 })
  } finally {
    document.dispose()
  }
}

/** Whether the facts admit the candidate; when they do, its message must be valid and canonical. */
function admitted(candidate: unknown): boolean {
  const parsed = Facts.safeParse(candidate)
  if (!parsed.success) return false
  const { data } = parsed
  const { environment } = data
  const xml = ordersRequestXml(
    data.kind === 'CREATE'
      ? { environment, kind: 'CREATE', orders: [data] }
      : { environment, kind: 'UPDATE', orders: [data] },
  )
  expect(validateElk(xml)).toEqual([])
  if (official) expect(validateAgainst(official, xml)).toEqual([])
  expect(canonical(xml)).toBe(xml)
  return true
}

it(
  'whatever the facts admit, the schema admits',
  () => {
    let count = 0
    fc.assert(
      fc.property(facts, (candidate) => {
        if (admitted(candidate)) count += 1
      }),
      { numRuns: CASES },
    )
    expect(count).toBeGreaterThan(CASES / 3)
  },
  TIME,
)

it('and so at every edge in every place', () => {
  const lengths = LENGTHS.flatMap((count) => ['я'.repeat(count), '😀'.repeat(count)])
  const edges = [
    ...SIGNS,
    ...SIGNS.map((one) => `a${one}b`),
    ...lengths,
    ...DIGITS,
    ...MOMENTS,
    ...NUMBERS,
    undefined,
    '',
    ' ',
  ]
  let count = 0
  for (const start of [...Object.values(applicants).map(createFacts), updateFacts()]) {
    for (const leaf of leavesOf(start))
      for (const edge of edges) if (admitted(withLeaf(start, leaf, edge))) count += 1
  }
  expect(count).toBeGreaterThan(3000)
}, 120_000)
