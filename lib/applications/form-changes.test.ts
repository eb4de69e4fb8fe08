import { describe, expect, it } from 'vitest'
import { formChanges } from './form-changes'
import { formPaths, writeField } from './form-fields'
import { ApplicationForm } from './schema'

const empty = ApplicationForm.parse({})

describe('what an edit changed', () => {
  it('names the fields with what they were and are', () => {
    const after = writeField(writeField(empty, 'region', '99000000'), 'person.noMiddleName', true)
    expect(formChanges(empty, after)).toEqual([
      { path: 'region', old: '', new: '99000000' },
      { path: 'person.noMiddleName', old: false, new: true },
    ])
    expect(formChanges(after, after)).toEqual([])
  })

  it.each([
    ['person.snils', '900-000-123 91', '••• 91'],
    ['person.birthDate', '28.02.1985', '••.••.1985'],
    ['person.birthDate', '28.02', '••.••.••••'],
    ['person.documentNumber', '000', '•••'],
    ['person.lastName', 'Образцова', 'О.'],
    ['legal.title', 'ООО «Пример»', 'ООО «Пример»'],
  ] as const)('masks %s as the card does', (path, typed, shown) => {
    expect(formChanges(empty, writeField(empty, path, typed))).toEqual([{ path, old: '', new: shown }])
  })

  it('records no personal value whole, of whatever field and length', () => {
    const open = /^(person|trader)\.(by|noMiddleName|citizenship|documentType|ogrnip|inn)$/
    for (const path of formPaths.filter(
      (one) => /^(person|trader)\./.test(one) && !(open.test(one) && one !== 'person.inn'),
    ))
      for (const typed of ['91', '12345', '900-000-123 91', 'Канарейкина', '4199 000101'])
        expect(JSON.stringify(formChanges(empty, writeField(empty, path, typed))), path).not.toContain(typed)
  })
})
