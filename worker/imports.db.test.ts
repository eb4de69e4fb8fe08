import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { can } from '@/lib/auth/permissions'
import { freezeClock, now } from '@/lib/core/clock'
import { asWorker, disconnect, inOrganisation } from '@/lib/core/db'
import { inWords } from '@/lib/i18n/translate'
import { claimImport } from '@/lib/imports/claim-import'
import { checkImport } from '@/lib/imports/check-import'
import { commitImport } from '@/lib/imports/commit-import'
import { expireImports } from '@/lib/imports/expire-imports'
import { importPath } from '@/lib/imports/import-file'
import type { ImportKind } from '@/lib/imports/kind'
import { writeTemplate } from '@/lib/imports/write-template'
import { importKinds as onScreens } from '@/app/import-kinds'
import { owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { importKinds } from './import-kinds'
import { codes, head, importsOf, xlsx } from './imports.kit'
import { runImports } from './tasks/run-imports'

let planted: Planted
let other: Planted
let mine: ReturnType<typeof importsOf>
const client = owner()
const services = importKinds[0] as ImportKind

beforeAll(async () => {
  planted = await plantTestOrganisation()
  other = await plantTestOrganisation()
  mine = importsOf(planted.administrator)
})
afterAll(async () => {
  freezeClock(null)
  await client.$disconnect()
  await disconnect()
})

const stored = (eserviceCode: string) =>
  client.service.findFirst({ where: { eserviceCode, organisationId: planted.organisationId } })
const count = () => client.service.count({ where: { organisationId: planted.organisationId } })
const row = (code: string, change: Record<number, string> = {}) => {
  const cells = [`Услуга ${code}`, code, `-${code}`, '10', 'ФЛ, ЮЛ', '4', 'да']
  for (const [at, text] of Object.entries(change)) cells[Number(at)] = text
  return cells
}

describe('an import of services', () => {
  it('says what it would do, writes nothing before it is confirmed, then exactly that', async () => {
    const [fresh = '', second = '', bad = ''] = codes(3)
    const before = await count()
    const id = await mine.checked(await xlsx([head, row(fresh), row(second), row(bad, { 3: 'много' })]))
    expect(await mine.get(id)).toMatchObject({
      state: 'CHECKED',
      counts: { created: 2, changed: 0, same: 0, errors: 1 },
      errors: [{ row: 4, column: 'Срок, раб. дн.', message: 'imports.services.term' }],
    })
    expect(await count()).toBe(before)
    await mine.confirm(id)
    await runImports(importKinds)
    expect(await mine.get(id)).toMatchObject({ state: 'DONE', counts: { created: 2, errors: 1 }, done: 2 })
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
    expect(event).toMatchObject({ userId: planted.administrator.userId, details: { created: 2, errors: 1 } })
  })

  it('tells created, changed and the same apart, field by field; an empty cell leaves what stands', async () => {
    const [one = '', two = '', three = ''] = codes(3)
    const first = await mine.checked(await xlsx([head, row(one), row(two)]))
    await mine.confirm(first)
    await runImports(importKinds)
    const id = await mine.checked(
      await xlsx([head, row(one), row(two, { 0: 'Иначе', 2: '', 3: '', 6: 'нет' }), row(three)]),
    )
    const shown = await mine.get(id)
    expect(shown.counts).toEqual({ created: 1, changed: 1, same: 1, errors: 0 })
    expect(shown.differences).toEqual([
      { row: 3, subject: two, field: 'Наименование услуги', old: `Услуга ${two}`, new: 'Иначе' },
      { row: 3, subject: two, field: 'Действует', old: 'да', new: 'нет' },
    ])
    await mine.confirm(id)
    await runImports(importKinds)
    expect((await mine.get(id)).counts).toEqual(shown.counts)
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
    const id = await mine.checked(await xlsx(rows))
    const { errors, counts } = await mine.get(id)
    expect(counts).toEqual({ created: 1, changed: 0, same: 0, errors: 3 })
    expect(errors.map(({ row, column, message }) => [row, column, message.split('?')[0]])).toEqual([
      [3, 'Наименование услуги', 'imports.row.empty'],
      [3, 'ТКУ', 'identifiers.tku.minus'],
      [3, 'Срок, раб. дн.', 'imports.services.term'],
      [3, 'Кому', 'imports.services.applicant'],
      [4, 'Код услуги', 'imports.row.double'],
      [5, 'Канал', 'imports.services.unknownChannel'],
    ])
    for (const { message } of errors) expect(inWords(message)).toMatch(/[а-я]{4}/)
    const back = await mine.failed(id)
    expect(back[0]).toEqual([...head, 'Ошибка'])
    expect(back.slice(1).map((cells) => cells[1])).toEqual([two, one, three])
    expect(back[1]?.[7]).toContain('Наименование услуги: не заполнено; ТКУ: ')
    const fixed = [back[0] ?? [], row(two, { 7: back[1]?.[7] ?? '' })]
    expect((await mine.get(await mine.checked(await xlsx(fixed)))).counts).toMatchObject({
      created: 1,
      errors: 0,
    })
  })

  it('keeps a ТКУ from a service that has another code', async () => {
    const [one = '', two = ''] = codes(2)
    await mine.confirm(await mine.checked(await xlsx([head, row(one)])))
    await runImports(importKinds)
    const id = await mine.checked(await xlsx([head, row(two, { 2: `-${one}` })]))
    expect((await mine.get(id)).errors).toMatchObject([
      { column: 'ТКУ', message: `imports.services.targetTaken?code=${one}` },
    ])
  })

  it('takes its own template as it is', async () => {
    const id = await mine.checked(await buffer(writeTemplate(services)))
    const { counts, proposed } = await mine.get(id)
    expect(counts).toEqual({ created: 1, changed: 0, same: 0, errors: 0 })
    expect(proposed.every(({ how }) => how === 'name')).toBe(true)
    await mine.cancel(id)
  })

  it('remembers what a column was said to be', async () => {
    const [one = '', two = ''] = codes(2)
    const id = await mine.send(
      await xlsx([
        ['Наименование услуги', 'Шифр'],
        ['Услуга', one],
      ]),
    )
    await runImports(importKinds)
    expect((await mine.get(id)).mapping.eserviceCode).toBeNull()
    await expect(mine.choose(id)).rejects.toMatchObject({ code: 'INVALID' })
    const { chooseColumns } = await import('@/lib/imports/choose-columns')
    await chooseColumns(planted.administrator, importKinds, {
      importId: id,
      mapping: { name: 0, eserviceCode: 1 },
    })
    await runImports(importKinds)
    await mine.confirm(id)
    await runImports(importKinds)
    expect(await stored(one)).not.toBeNull()
    const again = await mine.send(
      await xlsx([
        ['Шифр', 'Наименование услуги'],
        [two, 'Услуга'],
      ]),
    )
    await runImports(importKinds)
    expect((await mine.get(again)).mapping).toMatchObject({ name: 1, eserviceCode: 0 })
  })
})

describe('what goes wrong', () => {
  it.each([
    ['only a head', [head], 'imports.fault.onlyHeader'],
    ['nothing', [], 'imports.fault.header'],
  ])('%s is told', async (_, rows, fault) => {
    const id = await mine.send(await xlsx(rows as string[][]))
    await runImports(importKinds)
    expect(await mine.get(id)).toMatchObject({ state: 'FAILED', fault, fileKept: false })
    expect(existsSync(importPath(id))).toBe(false)
  })

  it('a file that is no table is refused at once, and nothing stays', async () => {
    const kept = () => readdirSync(path.dirname(importPath('x'))).length
    const before = kept()
    await expect(mine.send(Buffer.from('%PDF-1.7'))).rejects.toMatchObject({ message: 'imports.file.pdf' })
    expect(kept()).toBe(before)
  })

  it('what somebody changed since the check is not written over: the file is checked anew', async () => {
    const [one = '', two = ''] = codes(2)
    await mine.confirm(await mine.checked(await xlsx([head, row(one)])))
    await runImports(importKinds)
    const id = await mine.checked(await xlsx([head, row(two), row(one, { 0: 'Наше' })]))
    await client.service.updateMany({ where: { eserviceCode: one }, data: { name: 'Чужое' } })
    await mine.confirm(id)
    await runImports(importKinds)
    expect(await mine.get(id)).toMatchObject({
      state: 'CHECKED',
      fault: 'imports.fault.changedSince',
      differences: [{ old: 'Чужое', new: 'Наше' }],
    })
    expect(await stored(two)).toBeNull()
    await mine.confirm(id)
    await runImports(importKinds)
    expect(await stored(one)).toMatchObject({ name: 'Наше' })
  })

  it('a worker that dies in the middle of writing leaves nothing; the next one writes all', async () => {
    const all = codes(2500)
    const id = await mine.checked(await xlsx([head, ...all.map((code) => row(code))]))
    await mine.confirm(id)
    let batches = 0
    const dying: ImportKind = {
      ...services,
      commit: (tx, actor, rows) =>
        ++batches === 3 ? Promise.reject(new Error('killed')) : services.commit(tx, actor, rows),
    }
    const before = await count()
    await runImports([dying])
    expect(batches).toBe(3)
    expect(await count()).toBe(before)
    expect(await mine.get(id)).toMatchObject({ state: 'CONFIRMED', done: 2000 })
    expect(await runImports(importKinds)).toBe(0) // the lease of the dead one still stands
    freezeClock(new Date(now().getTime() + 61_000))
    await runImports(importKinds)
    freezeClock(null)
    expect(await mine.get(id)).toMatchObject({ state: 'DONE', counts: { created: 2500 }, done: 2500 })
    expect(await count()).toBe(before + 2500)
  })

  it('a worker that was thought dead cannot finish what another took', async () => {
    const [one = ''] = codes(1)
    const id = await mine.checked(await xlsx([head, row(one)]))
    await mine.confirm(id)
    const slow = await claimImport()
    freezeClock(new Date(now().getTime() + 61_000))
    const quick = await claimImport()
    freezeClock(null)
    if (!slow || !quick) throw new Error('not claimed')
    const actor = { ...planted.administrator }
    await expect(commitImport(slow, services, actor)).rejects.toThrow()
    expect(await stored(one)).toBeNull()
    await commitImport(quick, services, actor)
    expect(await stored(one)).not.toBeNull()
    await expect(checkImport({ ...slow, state: 'CHECKING' }, services, actor)).rejects.toThrow()
  })

  it('cancelled while it is written is not written', async () => {
    const [one = ''] = codes(1)
    const id = await mine.checked(await xlsx([head, row(one)]))
    await mine.confirm(id)
    const interrupted: ImportKind = {
      ...services,
      commit: async (tx, actor, rows) => {
        const done = await services.commit(tx, actor, rows)
        await mine.cancel(id)
        return done
      },
    }
    await runImports([interrupted])
    expect(await mine.get(id)).toMatchObject({ state: 'CANCELLED', fileKept: false })
    expect(await stored(one)).toBeNull()
    expect(await client.importRow.count({ where: { importId: id } })).toBe(0)
  })

  it('is given up after it failed again and again', async () => {
    const [one = ''] = codes(1)
    const id = await mine.send(await xlsx([head, row(one)]))
    await client.import.update({ where: { id }, data: { attempts: 4 } })
    await runImports(importKinds)
    expect(await mine.get(id)).toMatchObject({ state: 'FAILED', fault: 'imports.fault.tries' })
  })

  it('who lost the right meanwhile writes nothing', async () => {
    const [one = ''] = codes(1)
    const id = await mine.checked(await xlsx([head, row(one)]))
    await mine.confirm(id)
    const where = { id: planted.administrator.userId }
    await client.user.update({ where, data: { roles: ['OBSERVER'] } })
    await runImports(importKinds)
    await client.user.update({ where, data: { roles: ['ADMINISTRATOR'] } })
    expect(await mine.get(id)).toMatchObject({ state: 'FAILED', fault: 'imports.fault.right' })
    expect(await stored(one)).toBeNull()
  })

  it('what was not decided in time is destroyed, file and rows', async () => {
    const [one = ''] = codes(1)
    const id = await mine.checked(await xlsx([head, row(one)]))
    expect(await expireImports()).toBe(0)
    freezeClock(new Date(now().getTime() + 25 * 3_600_000))
    await expireImports()
    freezeClock(null)
    expect(await mine.get(id)).toMatchObject({
      state: 'FAILED',
      fault: 'imports.fault.expired',
      examples: [],
    })
    expect(existsSync(importPath(id))).toBe(false)
    expect(await client.importRow.count({ where: { importId: id } })).toBe(0)
  })
})

describe('whose an import is', () => {
  it('nobody else’s: neither another organisation nor a colleague finds it', async () => {
    const id = await mine.checked(await xlsx([head, row(codes(1)[0] ?? '')]))
    for (const who of [other.administrator, { ...planted.administrator, userId: planted.supervisor.userId }])
      for (const act of [
        importsOf(who).get,
        importsOf(who).confirm,
        importsOf(who).cancel,
        importsOf(who).failed,
      ])
        await expect(act(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const seen = await inOrganisation(other.administrator, (tx) =>
      tx.importRow.count({ where: { importId: id } }),
    )
    expect(seen).toBe(0)
    await mine.cancel(id)
  })

  it('an administrator’s; the kinds on screens are those of the worker', () => {
    expect(can(planted.clerk, services.permission)).toBe(false)
    expect(onScreens.map(({ name }) => name)).toEqual(importKinds.map(({ name }) => name))
  })

  it('the database keeps worker and web to their parts', async () => {
    const id = await mine.checked(await xlsx([head, row(codes(1)[0] ?? '')]))
    const web = (sql: string) => inOrganisation(planted.administrator, (tx) => tx.$executeRawUnsafe(sql))
    await expect(web(`UPDATE import_rows SET number = 1`)).rejects.toThrow(/permission denied/)
    await expect(web(`UPDATE imports SET kind = 'x' WHERE id = '${id}'`)).rejects.toThrow(/permission denied/)
    await expect(web(`DELETE FROM imports`)).rejects.toThrow(/permission denied/)
    await expect(web(`UPDATE services SET eservice_code = '1'`)).rejects.toThrow(/permission denied/)
    await expect(asWorker((tx) => tx.$executeRawUnsafe('UPDATE services SET name = name'))).rejects.toThrow(
      /denied/,
    )
    await mine.cancel(id)
    await expect(client.import.update({ where: { id }, data: { state: 'CHECKED' } })).rejects.toThrow(/ended/)
  })

  it('no value of a row is ever in a log or in an error (I10)', async () => {
    const lines: string[] = []
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
    const canary = '900-000-123 91'
    const id = await mine.checked(
      await xlsx([head, row(canary, { 0: canary, 2: canary, 3: canary, 4: canary, 5: canary })]),
    )
    writeFileSync(importPath(id), Buffer.from(`${head.join(';')}\n${canary}`))
    await mine.choose(id)
    await runImports([{ ...services, plan: () => Promise.reject(new Error(canary)) }])
    spy.mockRestore()
    const { errors } = await mine.get(id)
    const rows = await client.importRow.findMany({ where: { importId: id }, select: { errors: true } })
    expect(lines.length).toBeGreaterThan(0)
    for (const text of [lines.join(), JSON.stringify(errors), JSON.stringify(rows)])
      expect(text).not.toContain(canary)
    await mine.cancel(id)
  })
})
