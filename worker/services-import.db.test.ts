import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { exportServices } from '@/lib/catalogue/export-services'
import { importTargets } from '@/lib/catalogue/import-targets'
import { listServiceHistory } from '@/lib/catalogue/list-service-history'
import { inWords } from '@/lib/i18n/translate'
import { importKinds } from './import-kinds'
import { client, desk, openImports, row, stored } from './imports-desk.kit'
import { codes, head, importsOf, xlsx } from './imports.kit'
import { runImports } from './tasks/run-imports'

openImports()
const load = async (rows: string[][]) => {
  const id = await desk.mine.checked(await xlsx(rows))
  await desk.mine.confirm(id)
  await runImports(importKinds)
  return desk.mine.get(id)
}
const wide = [
  ...head,
  'Состояние',
  'Уровень',
  'Откуда код',
  'Код ведомства',
  'Уже на ЕПГУ',
  'Документ-результат',
  'Статусы',
  'В тесте с',
  'На ЕПГУ с',
]
const rest = ['тест', 'гос.', 'КЦР', '9900000001', 'нет', '=Приказ "о разряде"', '7, 3', '01.11.2026', '']

describe('the catalogue as a file', () => {
  it.each(['xlsx', 'csv'] as const)('comes back from %s without any change', async (format) => {
    const [one = '', two = ''] = codes(2)
    await load([wide, [...row(one), ...rest], [...row(two, { 2: '', 6: 'нет' }), 'запрошен']])
    expect(await stored(one)).toMatchObject({
      tkuState: 'TEST',
      level: 'STATE',
      codeOrigin: 'KCR',
      resultName: '=Приказ "о разряде"',
      allowedStatuses: [3, 7],
      testSince: new Date('2026-11-01'),
      productionSince: null,
    })
    const file = await buffer(await exportServices(desk.planted.administrator, { format }, 'Услуги'))
    const id = await desk.mine.checked(file)
    const { counts, mapping } = await desk.mine.get(id)
    const all = await client.service.count({ where: { organisationId: desk.planted.organisationId } })
    expect(counts).toEqual({ created: 0, changed: 0, same: all, errors: 0 })
    expect(Object.values(mapping).every((column) => column !== null)).toBe(true)
    await desk.mine.cancel(id)
  })

  it('tells each service’s history what the file changed, and who loaded it', async () => {
    const [one = ''] = codes(1)
    await load([wide, [...row(one, { 2: '' }), 'запрошен']])
    await load([head, row(one)])
    const [latest, first] = await listServiceHistory(
      desk.planted.administrator,
      (await stored(one))?.id ?? '',
    )
    expect(first).toMatchObject({ action: 'service.create' })
    expect(latest).toMatchObject({ action: 'service.import', by: 'Соколовский К. К.' })
    expect(latest?.changes).toEqual(
      expect.arrayContaining([
        { field: 'targetCode', old: null, new: `-${one}` },
        { field: 'tkuState', old: 'REQUESTED', new: 'PRODUCTION' },
      ]),
    )
    expect((await stored(one))?.version).toBe(2)
  })

  it('tells the state that a ТКУ without one gets, and refuses what the way of a ТКУ does not allow', async () => {
    const [one = '', two = '', three = ''] = codes(3)
    await load([head, row(one, { 2: '' }), row(two)])
    const id = await desk.mine.checked(
      await xlsx([wide, row(one), [...row(two), 'без ТКУ'], [...row(three, { 2: '' }), 'действует']]),
    )
    const { differences, errors } = await desk.mine.get(id)
    expect(differences).toEqual([
      { row: 2, subject: one, field: 'ТКУ', old: '', new: `-${one}` },
      { row: 2, subject: one, field: 'Состояние', old: 'без тку', new: 'действует' },
    ])
    expect(errors).toEqual([
      { row: 3, column: 'Состояние', message: 'imports.services.way.hasTku' },
      { row: 4, column: 'Состояние', message: 'imports.services.way.needsTku' },
    ])
    for (const { message } of errors) expect(inWords(message)).toMatch(/[а-я]{4}/)
    await desk.mine.cancel(id)
  })
})

describe('«Заполнить ТКУ» from the answer of the СЦ', () => {
  it('fills what is found by its code, and tells what is not and what has another', async () => {
    const [empty = '', other = '', same = '', unknown = ''] = codes(4)
    await load([head, row(empty, { 2: '' }), row(other), row(same)])
    const hand = importsOf(desk.planted.administrator, [importTargets])
    const answer = [
      ['№ п/п', 'eserviceCode', 'serviceTargetId'],
      ['1', empty, `–${empty}`],
      ['2', other, '-9900000000000000077'],
      ['3', same, `-${same}`],
      ['4', unknown, '-9900000000000000078'],
    ]
    const id = await hand.checked(await xlsx(answer))
    const shown = await hand.get(id)
    expect(shown.counts).toEqual({ created: 0, changed: 1, same: 1, errors: 2 })
    expect(shown.errors).toEqual([
      { row: 3, column: 'ТКУ', message: `imports.targets.other?target=-${other}` },
      { row: 5, column: 'Код услуги', message: 'imports.targets.unknown' },
    ])
    await hand.confirm(id)
    await runImports([importTargets])
    expect(await stored(empty)).toMatchObject({
      name: `Услуга ${empty}`,
      targetCode: `-${empty}`,
      tkuState: 'PRODUCTION',
    })
    expect(await stored(other)).toMatchObject({ targetCode: `-${other}` })
    expect(await stored(unknown)).toBeNull()
  })
})
