import { expect, it } from 'vitest'
import { checkExamples } from './examples.kit'
import { makeOrganisationKey, parseOrganisationKey } from './organisation-key'

checkExamples('KEY', (raw) => parseOrganisationKey(raw), {
  valid: [['7842375557_784201001'], ['4701001923_471501001'], ['9900123450_990001001']],
  invalid: [
    ['9900123450-990001001', 'organisationKey.shape'],
    ['9900123450_', 'organisationKey.shape'],
    ['9900123451_990001001', 'inn.control'],
  ],
})

it('is computed and must equal its row', () => {
  const row = { inn: '9900123450', kpp: '990001001' }
  expect(parseOrganisationKey(makeOrganisationKey(row), row)).toMatchObject({ ok: true })
  expect(parseOrganisationKey('9900123450_990001002', row)).toEqual({
    ok: false,
    message: 'identifiers.organisationKey.row',
  })
})
