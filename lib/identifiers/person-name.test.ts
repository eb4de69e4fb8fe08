import { expect, it } from 'vitest'
import { heard } from '@/lib/core/message'
import { checkExamples } from './examples.kit'
import { parsePersonName } from './person-name'

checkExamples('last name', (raw) => parsePersonName(raw, 'lastName'), {
  valid: [
    ['Римский-Корсаков'],
    ["О'Коннор"],
    ['Ибн Сина'],
    ['Ы'],
    ['Мамед оглы'],
    ['оглы'],
    ['Св. Ив.'],
    [' Иванов', 'Иванов', 'corrected.spaces'],
    ['О’Коннор', "О'Коннор", 'corrected.apostrophe'],
    ['иванов', 'Иванов', 'corrected.capital'],
    ['Ибн  Сина', 'Ибн Сина', 'corrected.spaces'],
    ['Римский–Корсаков', 'Римский-Корсаков', 'corrected.dashes'],
  ],
  invalid: [
    ['Иваноv', 'name.mixed'],
    ['Иванов1', 'name.sign'],
    ['', 'name.empty'],
    ['Smith', 'name.latin'],
    ['-Иванов', 'name.first'],
    ['Иванов>', 'name.sign'],
    ['Я'.repeat(257), 'name.long'],
    ['Иванов\u0000', 'name.sign'],
  ],
})

checkExamples('name of a foreigner', (raw) => parsePersonName(raw, 'firstName', { latinAllowed: true }), {
  valid: [['John'], ['de la Cruz'], ['Müller'], ['Иван']],
  invalid: [['Jоhn', 'name.mixed']],
})

it('an empty middle name asks for the tick, a mixed name shows the letter', () => {
  expect(parsePersonName(' ', 'middleName')).toMatchObject({
    ok: false,
    message: 'identifiers.name.noMiddle?field=middleName',
  })
  const mixed = parsePersonName('Иваноv', 'lastName')
  expect(!mixed.ok && heard(mixed.message).values).toEqual({
    field: 'lastName',
    name: 'Иваноv',
    letters: 'v',
  })
})

it('takes a decomposed й', () =>
  expect(parsePersonName('Андрей'.normalize('NFD'), 'firstName')).toMatchObject({ value: 'Андрей' }))
