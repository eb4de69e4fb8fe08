import { describe, expect, it } from 'vitest'
import { Facts } from './facts'
import { applicants, citizenText, createFacts, result, updateFacts } from './facts.examples.kit'

type Json = Record<string, unknown>
type Edges = [path: string, takes: unknown[], refuses: unknown[]]

const accepts = (facts: unknown) => Facts.safeParse(facts).success

function put(facts: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(facts) as Json
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const node = keys.reduce((at, key) => at[key] as Json, copy)
  node[last] = value
  return copy
}

/** Nothing may stand before or after what has a form. */
const around = (text: string) => [`a${text}`, `${text}a`, ` ${text}`, `${text}\n`, '']
const exactly = (text: string) => [...around(text), text.slice(1), `${text}0`]
const text = (limit: number) => [
  ['я', '😀'.repeat(limit)],
  ['', ' ', '\u00a0', 'я'.repeat(limit + 1), 'a>', 'a\tb', 'a\u0001'],
]
const free = (limit: number) => [
  ['', ' ', 'a\n>', '😀'.repeat(limit), ` ${'я'.repeat(limit)} `],
  ['я'.repeat(limit + 1), 'a\u0001'],
]
const short = [
  [-32768, 32767, 0],
  [-32769, 32768, 1.5, '1'],
]
const uuid = '3f0d2a10-a9a1-11f1-8a77-020000000001'
const day = '2026-11-05'
const moment = (at: string, offset = '+03:00') => `${at}${offset}`

const create: Edges[] = [
  ['orderNumber', ...text(36)] as Edges,
  ['office.name', ...free(1024)] as Edges,
  ['office.address', ...free(4000)] as Edges,
  ['office.frguCode', ...text(1024)] as Edges,
  ['office.channel', ...short] as Edges,
  ['status.status', ...short] as Edges,
  ['region', ['12345678'], exactly('12345678')],
  ['sender.inn', ['9911000072'], exactly('9911000072')],
  ['sender.kpp', ['990001001', '9900AZ001', undefined], [...exactly('990001001'), '9900az001']],
  [
    'serviceTargetCode',
    ['1', '-1', '-4700000000160000001', '4700000000160000001'],
    [...around('1'), '-', '--1', '12345678901234567890'],
  ],
  ['environment', ['EPGU', 'SVCDEV'], ['TEST', '']],
  [
    'requestDate',
    [
      '0001-01-01T00:00:00+14:00',
      '9999-12-31T23:59:59.999999999-13:59',
      '2024-02-29T20:01:02+00:00',
      '2026-12-01T09:12:00.1+03:00',
    ],
    [
      ...around(moment(`${day}T09:12:00`)),
      moment(`${day}T09:12:00.`),
      moment(`${day}T09:12:00.1234567890`),
      moment('2026-13-05T09:12:00'),
      moment('2026-00-05T09:12:00'),
      moment('2026-11-31T09:12:00'),
      moment('2026-11-00T09:12:00'),
      moment('0000-01-01T09:12:00'),
      moment(`${day}T09:60:00`),
      moment(`${day}T09:12:00`, '+24:00'),
      moment(`${day}T09:12:00`, '+03:60'),
    ],
  ],
]

const update: Edges[] = [
  ['orderNumber', ...text(36)] as Edges,
  [
    'elkOrderNumber',
    ['1', '9223372036854775807', undefined],
    [...around('1'), '0', '01', '-1', '9223372036854775808', '10000000000000000000'],
  ],
  ['addressBy', ['orderNumber', 'elkOrderNumber'], ['', 'number']],
  ['status.citizenText', [undefined, citizenText], [{ ...citizenText, more: 1 }]],
  ['status.attachments.0.storeUuid', [uuid], [...exactly(uuid), uuid.toUpperCase()]],
  ['status.attachments.0.docTypeId', ...text(50)] as Edges,
  ['status.attachments.0.fileId', ['a'], ['']],
  [
    'status.attachments.0.mimeType',
    ['text/plain', 'application/vnd.ms-excel+x'],
    ['xtext/plain', 'text/', 'text/plain;a', 'font/woff'],
  ],
  ['status.attachments.0.hash', [result.hash], [...around(result.hash), result.hash.replace('Y=', 'Z=')]],
  [
    'status.attachments.0.transportName',
    ['a', 'A-b_c.pdf', 'a'.repeat(150)],
    ['', '.a', 'a b', 'a/b', 'решение', 'a'.repeat(151), 'a\n'],
  ],
  ['status.attachments.0.size', [1], [0, -1, 1.5]],
]

const byApplicant: { [By in keyof typeof applicants]: Edges[] } = {
  personalDocument: [
    ['documentType', ...short] as Edges,
    ['series', ...text(16)] as Edges,
    ['number', ...text(16)] as Edges,
    ['middleName', ...text(256)] as Edges,
  ],
  snils: [
    ['snils', ['900-000-123 91'], exactly('900-000-123 91')],
    ['lastName', ...text(256)] as Edges,
    ['citizenship', ...short] as Edges,
  ],
  snilsBirthDate: [
    [
      'birthDate',
      ['1985-02-28', '2024-02-29', '0001-01-01', '1999-12-31'],
      [...around('1985-02-28'), '1985-02-29', '1985-13-01', '0000-01-01', '1985-2-28', '1985-02-00'],
    ],
  ],
  inn: [['inn', ['990012345668'], exactly('990012345668')]],
  esiaId: [['esiaId', ['1', '1'.repeat(50)], [...around('1'), '1'.repeat(51)]]],
  ernId: [['ernId', ['990000000123'], exactly('990000000123')]],
  legalEntityOgrn: [
    ['ogrn', ['1259900000018', '2259900000018', '5259900000018'], exactly('1259900000018')],
    ['title', ...free(1024)] as Edges,
  ],
  legalEntityInn: [
    ['inn', ['9900123450'], exactly('9900123450')],
    ['kpp', ['990001001', undefined], exactly('990001001')],
  ],
  soleTrader: [
    ['ogrnip', ['325990000000016'], exactly('325990000000016')],
    ['lastName', [undefined], ['']],
  ],
  organisationEsiaId: [['esiaId', ['1', '1'.repeat(20)], [...around('1'), '1'.repeat(21)]]],
}

const cases = [
  ...create.map((edges) => [`create: ${edges[0]}`, createFacts(), ...edges] as const),
  ...update.map((edges) => [`update: ${edges[0]}`, updateFacts(), ...edges] as const),
  ...Object.entries(byApplicant).flatMap(([by, all]) =>
    all.map(
      ([path, ...edges]) =>
        [
          `${by}: ${path}`,
          createFacts(applicants[by as keyof typeof applicants]),
          `applicant.${path}`,
          ...edges,
        ] as const,
    ),
  ),
]

describe('the facts take all up to their edges, and nothing beyond', () => {
  it.each(cases)('%s', (_, facts, path, takes, refuses) => {
    for (const value of takes) expect([value, accepts(put(facts, path, value))]).toEqual([value, true])
    for (const value of refuses) expect([value, accepts(put(facts, path, value))]).toEqual([value, false])
  })

  it.each([
    ['create', createFacts()],
    ['update', updateFacts()],
  ])('%s: no field that is not known in its place', (_, facts) => {
    for (const path of ['sender', 'office', 'status', 'applicant', 'status.attachments.0'].filter((one) =>
      one.split('.').reduce<unknown>((at, key) => (at as Json | undefined)?.[key], facts),
    ))
      expect([path, accepts(put(facts, `${path}.comment`, 'x'))]).toEqual([path, false])
  })
})

it('a text for the citizen has a template and at most twenty parameters', () => {
  const param = { name: 'n'.repeat(100), value: 'v'.repeat(4000) }
  const withText = (given: Json) => put(updateFacts(), 'status.citizenText', { ...citizenText, ...given })
  expect(accepts(withText({ params: [] }))).toBe(true)
  expect(accepts(withText({ params: Array.from({ length: 20 }, () => param) }))).toBe(true)
  expect(accepts(withText({ params: Array.from({ length: 21 }, () => param) }))).toBe(false)
  expect(accepts(withText({ template: 't'.repeat(201) }))).toBe(false)
  for (const bad of [{ name: `${param.name}n` }, { value: `${param.value}v` }, { more: 1 }])
    expect(accepts(withText({ params: [{ ...param, ...bad }] }))).toBe(false)
})

it('a КПП with letters is left out, free text is trimmed, and an empty one is absent', () => {
  const parsed = (path: string, value: unknown) => Facts.parse(put(createFacts(), path, value)) as unknown
  expect(parsed('sender.kpp', '990001001')).toMatchObject({ sender: { kpp: '990001001' } })
  for (const kpp of ['9900AZ001', '99001Z001', '9900A1001'])
    expect(parsed('sender.kpp', kpp)).toMatchObject({ sender: { kpp: undefined } })
  expect(parsed('office.name', ' a ')).toMatchObject({ office: { name: 'a' } })
  expect(parsed('office.name', ' ')).toMatchObject({ office: { name: undefined } })
})

it('an update addressed by № ЕПГУ says where it misses it', () => {
  const { error } = Facts.safeParse({
    ...updateFacts(),
    addressBy: 'elkOrderNumber',
    elkOrderNumber: undefined,
  })
  expect(error?.issues.map(({ path }) => path)).toEqual([['elkOrderNumber']])
})
