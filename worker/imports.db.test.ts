import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { inWords } from '@/lib/i18n/translate'
import { chooseColumns } from '@/lib/imports/choose-columns'
import { bookOf, sheet } from '@/lib/imports/hostile.kit'
import { writeTemplate } from '@/lib/imports/write-template'
import { importKinds } from './import-kinds'
import { client, count, desk, openImports, row, services, stored } from './imports-desk.kit'
import { codes, head, xlsx } from './imports.kit'
import { runImports } from './tasks/run-imports'

openImports()

describe('an import of services', () => {
  it('says what it would do, writes nothing before it is confirmed, then exactly that', async () => {
    const [fresh = '', second = '', bad = ''] = codes(3)
    const before = await count()
    const id = await desk.mine.checked(await xlsx([head, row(fresh), row(second), row(bad, { 3: 'много' })]))
    expect(await desk.mine.get(id)).toMatchObject({
      state: 'CHECKED',
      counts: { created: 2, changed: 0, same: 0, errors: 1 },
      errors: [{ row: 4, column: 'Срок, раб. дн.', message: 'imports.services.term' }],
    })
    expect(await count()).toBe(before)
    await desk.mine.confirm(id)
    await runImports(importKinds)
    expect(await desk.mine.get(id)).toMatchObject({
      state: 'DONE',
      counts: { created: 2, errors: 1 },
      done: 2,
    })
    expect(await stored(fresh)).toMatchObject({
      name: `Услуга ${fresh}`,
      targetCode: `-${fresh}`,
      termWorkingDays: 10,
      allowedApplicants: ['LEGAL_ENTITY', 'PERSON'],
      defaultChannel: 4,
      tkuState: 'PRODUCTION',
    })
    expect(await stored(bad)).toBeNull()
    const [event] = await client.auditEvent.findMany({ where: { subjectId: id, action: 'services.import' } })
    expect(event).toMatchObject({
      userId: desk.planted.administrator.userId,
      details: { created: 2, errors: 1 },
    })
  })

  it('tells created, changed and the same apart, field by field; an empty cell leaves what stands', async () => {
    const [one = '', two = '', three = ''] = codes(3)
    const first = await desk.mine.checked(await xlsx([head, row(one), row(two)]))
    await desk.mine.confirm(first)
    await runImports(importKinds)
    const id = await desk.mine.checked(
      await xlsx([head, row(one), row(two, { 0: 'Иначе', 2: '', 3: '', 6: 'нет' }), row(three)]),
    )
    const shown = await desk.mine.get(id)
    expect(shown.counts).toEqual({ created: 1, changed: 1, same: 1, errors: 0 })
    expect(shown.differences).toEqual([
      { row: 3, subject: two, field: 'Наименование услуги', old: `Услуга ${two}`, new: 'Иначе' },
      { row: 3, subject: two, field: 'Действует', old: 'да', new: 'нет' },
    ])
    await desk.mine.confirm(id)
    await runImports(importKinds)
    expect((await desk.mine.get(id)).counts).toEqual(shown.counts)
    expect(await stored(two)).toMatchObject({
      name: 'Иначе',
      active: false,
      targetCode: `-${two}`,
      termWorkingDays: 10,
    })
  })

  it('tells every error of every row at once, and gives the rows back with «Ошибка»; fixed, they go in', async () => {
    const [one = '', two = '', three = ''] = codes(3)
    const rows = [
      head,
      row(one),
      row(two, { 0: '', 2: '4700000000160000001', 3: '0', 4: 'кот' }),
      row(one, { 2: '' }),
      row(three, { 5: '987654' }),
    ]
    const id = await desk.mine.checked(await xlsx(rows))
    const { errors, counts } = await desk.mine.get(id)
    expect(counts).toEqual({ created: 1, changed: 0, same: 0, errors: 3 })
    expect(errors.map(({ row, column, message }) => [row, column, message.split('?')[0]])).toEqual([
      [3, 'Наименование услуги', 'imports.row.empty'],
      [3, 'ТКУ', 'imports.services.minus'],
      [3, 'Срок, раб. дн.', 'imports.services.term'],
      [3, 'Кому', 'imports.services.applicant'],
      [4, 'Код услуги', 'imports.row.double'],
      [5, 'Канал', 'imports.services.unknownChannel'],
    ])
    for (const { message } of errors) expect(inWords(message)).toMatch(/[а-я]{4}/)
    const back = await desk.mine.failed(id)
    expect(back[0]).toEqual([...head, 'Ошибка'])
    expect(back.slice(1).map((cells) => cells[1])).toEqual([two, one, three])
    expect(back[1]?.[7]).toContain('Наименование услуги: не заполнено; ТКУ: ')
    const fixed = [back[0] ?? [], row(two, { 7: back[1]?.[7] ?? '' })]
    expect((await desk.mine.get(await desk.mine.checked(await xlsx(fixed)))).counts).toMatchObject({
      created: 1,
      errors: 0,
    })
  })

  it('does not let a code whose last digits a spreadsheet lost pass when «Ошибка» comes back as it is', async () => {
    const text = (at: string, value: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`
    const names = ['Наименование услуги', 'Код услуги', 'ТКУ'].map((name, at) => text(`${'ABC'[at]}1`, name))
    const lost = '<c r="B2"><v>9.90000001E+18</v></c><c r="C2"><v>-9.90000000016E+18</v></c>'
    const rows = `<row r="1">${names.join('')}</row><row r="2">${text('A2', 'Справка')}${lost}</row>`
    const id = await desk.mine.checked(await bookOf(sheet(rows)))
    expect((await desk.mine.get(id)).counts).toMatchObject({ created: 0, errors: 1 })
    const back = await desk.mine.failed(id)
    expect(back[1]?.slice(0, 3)).toEqual(['Справка', '≈9900000010000000000', '≈-9900000000160000000'])
    const again = await desk.mine.checked(await xlsx(back))
    expect((await desk.mine.get(again)).counts).toMatchObject({ created: 0, errors: 1 })
    for (const one of [id, again]) await desk.mine.cancel(one)
  })

  it('keeps a ТКУ from a service that has another code', async () => {
    const [one = '', two = ''] = codes(2)
    await desk.mine.confirm(await desk.mine.checked(await xlsx([head, row(one)])))
    await runImports(importKinds)
    const id = await desk.mine.checked(await xlsx([head, row(two, { 2: `-${one}` })]))
    expect((await desk.mine.get(id)).errors).toMatchObject([
      { column: 'ТКУ', message: `imports.services.targetTaken?code=${one}` },
    ])
  })

  it('takes its own template as it is', async () => {
    const id = await desk.mine.checked(await buffer(writeTemplate(services, inWords)))
    const { counts, proposed } = await desk.mine.get(id)
    expect(counts).toEqual({ created: 1, changed: 0, same: 0, errors: 0 })
    expect(proposed.every(({ how }) => how === 'name')).toBe(true)
    await desk.mine.cancel(id)
  })

  it('remembers what a column was said to be', async () => {
    const [one = '', two = ''] = codes(2)
    const id = await desk.mine.send(
      await xlsx([
        ['Наименование услуги', 'Шифр'],
        ['Услуга', one],
      ]),
    )
    await runImports(importKinds)
    expect((await desk.mine.get(id)).mapping.eserviceCode).toBeNull()
    await expect(desk.mine.choose(id)).rejects.toMatchObject({ code: 'INVALID' })
    await chooseColumns(desk.planted.administrator, importKinds, {
      importId: id,
      mapping: { name: 0, eserviceCode: 1 },
    })
    await runImports(importKinds)
    await desk.mine.confirm(id)
    await runImports(importKinds)
    expect(await stored(one)).not.toBeNull()
    const again = await desk.mine.send(
      await xlsx([
        ['Шифр', 'Наименование услуги'],
        [two, 'Услуга'],
      ]),
    )
    await runImports(importKinds)
    expect((await desk.mine.get(again)).mapping).toMatchObject({ name: 1, eserviceCode: 0 })
  })
})
