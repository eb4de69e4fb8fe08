import { describe, expect, it } from 'vitest'
import { fixFor, maskField, splitDocument } from './field-masks'
import { differences, formPaths, merged, readField, writeField } from './form-fields'
import { formSchema } from './form-schema'
import { ApplicationForm } from './schema'

const empty = ApplicationForm.parse({})
const around = { timeZone: 'Europe/Moscow', today: '2026-11-05', document: 'passport' as const }
const context = {
  now: new Date('2026-11-05T10:00:00Z'),
  timeZone: 'Europe/Moscow',
  environment: 'EPGU' as const,
  services: [
    { id: 's', targetCode: '-1', tkuState: 'PRODUCTION' as const, allowedApplicants: ['PERSON' as const] },
  ],
  channels: ['4', '12'],
  citizenships: ['643'],
  documents: [{ code: '1', mask: 'passport' as const }],
  offices: [],
}
const leaves = (value: object, at = ''): string[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' ? leaves(inner as object, `${at}${key}.`) : [`${at}${key}`],
  )

describe('fields of the form', () => {
  it('lists every field of the form once', () => {
    expect([...formPaths].sort()).toEqual(leaves(empty).sort())
  })

  it('writes and reads by path without touching the old form', () => {
    const next = writeField(empty, 'person.snils', '900-000-123 91')
    expect(readField(next, 'person.snils')).toBe('900-000-123 91')
    expect(empty.person.snils).toBe('')
  })

  it('tells who changed what and loses neither side', () => {
    const mine = writeField(writeField(empty, 'region', '99000000'), 'person.lastName', 'Кедров')
    const theirs = writeField(writeField(empty, 'channel', '4'), 'person.lastName', 'Кедрова')
    const found = differences(empty, theirs, mine)
    expect(found.map(({ path, base, changedBy }) => [path, base, changedBy])).toEqual([
      ['channel', '', 'theirs'],
      ['region', '', 'mine'],
      ['person.lastName', '', null],
    ])
    const both = merged(mine, theirs, ['channel'])
    expect([both.channel, both.region, both.person.lastName]).toEqual(['4', '99000000', 'Кедров'])
    expect(differences(null, mine, mine)).toEqual([])
  })
})

describe('masks on leaving a field', () => {
  const left = (path: Parameters<typeof maskField>[0], text: string, document = around.document) =>
    maskField(path, writeField(empty, path, text), { ...around, document })

  it('writes the canonical text and tells what it corrected', () => {
    expect(left('person.snils', 'СНИЛС: 90000012391')).toEqual({
      values: { 'person.snils': '900-000-123 91' },
      notices: ['identifiers.corrected.label'],
    })
    expect(left('person.birthDate', '01011990')?.values).toEqual({ 'person.birthDate': '01.01.1990' })
    expect(left('requestDate', '2026-11-05T9:12')?.values).toEqual({ requestDate: '05.11.2026 09:12' })
    expect(left('person.lastName', ' образцова ')?.values).toEqual({ 'person.lastName': 'Образцова' })
  })

  it('leaves alone what it does not understand, and what is empty', () => {
    expect(left('person.snils', '900-000-123 92')).toBeNull()
    expect(left('person.snils', '  ')).toBeNull()
    expect(left('legal.title', 'ООО «Пример»')).toBeNull()
  })

  it('fills series and number of a passport from ten digits', () => {
    const both = { 'person.documentSeries': '41 99', 'person.documentNumber': '900001' }
    expect(left('person.documentSeries', '4199900001')?.values).toEqual(both)
    expect(splitDocument('41 99 № 900001', 'passport', around.today)?.values).toEqual(both)
    expect(left('person.documentSeries', '4199')?.values).toEqual({ 'person.documentSeries': '41 99' })
  })

  it('offers a mend for a certificate, a КПП and a number of the other kind', () => {
    const message = 'identifiers.birthCertificate.suggestion?suggestion=IV-МЮ 123456'
    expect(fixFor('person.documentNumber', message, empty)).toEqual({
      'person.documentSeries': 'IV-МЮ',
      'person.documentNumber': '123456',
    })
    const kpp = writeField(empty, 'legal.kpp', '9900Х1001')
    expect(fixFor('legal.kpp', 'identifiers.kpp.cyrillic?letter=Х&latin=X', kpp)).toEqual({
      'legal.kpp': '9900X1001',
    })
    const ogrn = writeField(empty, 'legal.ogrn', '325990000000013')
    expect(fixFor('legal.ogrn', 'identifiers.ogrn.ofTrader', ogrn)).toMatchObject({ kind: 'SOLE_TRADER' })
    expect(fixFor('region', 'identifiers.empty', empty)).toBeNull()
  })
})

describe('schema of the form', () => {
  it('puts each mistake of the common check under its field', () => {
    const result = formSchema(() => context).safeParse({ ...empty, serviceId: 's', kind: 'LEGAL_ENTITY' })
    const paths = result.error?.issues.map((issue) => issue.path.join('.'))
    expect(paths).toEqual(expect.arrayContaining(['kind', 'channel', 'region', 'legal.ogrn']))
  })

  it('takes a whole form as it is', () => {
    const form = ApplicationForm.parse({
      serviceId: 's',
      channel: '12',
      region: '99000000',
      person: { by: 'ernId', ernId: '123456789012' },
    })
    expect(formSchema(() => context).safeParse(form)).toEqual({ success: true, data: form })
  })
})
