import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { freezeClock, now } from '@/lib/core/clock'
import { checkImport } from '@/lib/imports/check-import'
import { claimImport } from '@/lib/imports/claim-import'
import { commitImport } from '@/lib/imports/commit-import'
import { expireImports } from '@/lib/imports/expire-imports'
import { importPath } from '@/lib/imports/import-file'
import type { ImportKind } from '@/lib/imports/kind'
import { importKinds } from './import-kinds'
import { client, count, desk, openImports, row, services, stored } from './imports-desk.kit'
import { codes, head, xlsx } from './imports.kit'
import { runImports } from './tasks/run-imports'

openImports()

describe('what goes wrong', () => {
  it.each([
    ['only a head', [head], 'imports.fault.onlyHeader'],
    ['nothing', [], 'imports.fault.header'],
  ])('%s is told', async (_, rows, fault) => {
    const id = await desk.mine.send(await xlsx(rows as string[][]))
    await runImports(importKinds)
    expect(await desk.mine.get(id)).toMatchObject({ state: 'FAILED', fault, fileKept: false })
    expect(existsSync(importPath(id))).toBe(false)
  })

  it('a text of one column under the name of a workbook is no table', async () => {
    const id = await desk.mine.send(Buffer.from('Просто текст'), 'услуги.xlsx')
    await runImports(importKinds)
    expect(await desk.mine.get(id)).toMatchObject({ state: 'FAILED', fault: 'imports.file.binary' })
  })

  it('a file that is no table is refused at once, and nothing stays', async () => {
    const kept = () => readdirSync(path.dirname(importPath('x'))).length
    const before = kept()
    await expect(desk.mine.send(Buffer.from('%PDF-1.7'))).rejects.toMatchObject({
      message: 'imports.file.pdf',
    })
    expect(kept()).toBe(before)
  })

  it('what somebody changed since the check is not written over: the file is checked anew', async () => {
    const [one = '', two = ''] = codes(2)
    await desk.mine.confirm(await desk.mine.checked(await xlsx([head, row(one)])))
    await runImports(importKinds)
    const id = await desk.mine.checked(await xlsx([head, row(two), row(one, { 0: 'Наше' })]))
    await client.service.updateMany({ where: { eserviceCode: one }, data: { name: 'Чужое' } })
    await desk.mine.confirm(id)
    await runImports(importKinds)
    expect(await desk.mine.get(id)).toMatchObject({
      state: 'CHECKED',
      fault: 'imports.fault.changedSince',
      differences: [{ old: 'Чужое', new: 'Наше' }],
    })
    expect(await stored(two)).toBeNull()
    await desk.mine.confirm(id)
    await runImports(importKinds)
    expect(await stored(one)).toMatchObject({ name: 'Наше' })
  })

  it('a worker that dies in the middle of writing leaves nothing; the next one writes all', async () => {
    const all = codes(2500)
    const id = await desk.mine.checked(await xlsx([head, ...all.map((code) => row(code))]))
    await desk.mine.confirm(id)
    let batches = 0
    const dying: ImportKind = {
      ...services,
      commit: (tx, actor, rows) =>
        ++batches === 2 ? Promise.reject(new Error('killed')) : services.commit(tx, actor, rows),
    }
    const before = await count()
    await runImports([dying])
    expect(batches).toBe(2)
    expect(await count()).toBe(before)
    expect(await desk.mine.get(id)).toMatchObject({ state: 'CONFIRMED', done: 1999 }) // row 1 is the head
    expect(await runImports(importKinds)).toBe(0) // the lease of the dead one still stands
    freezeClock(new Date(now().getTime() + 61_000))
    await runImports(importKinds)
    freezeClock(null)
    expect(await desk.mine.get(id)).toMatchObject({ state: 'DONE', counts: { created: 2500 }, done: 2500 })
    expect(await count()).toBe(before + 2500)
  })

  it('writes what stands behind a batch of rows that change nothing', async () => {
    const [last = '', ...known] = codes(2501)
    const first = await desk.mine.checked(await xlsx([head, ...known.map((code) => row(code))]))
    await desk.mine.confirm(first)
    await runImports(importKinds)
    const id = await desk.mine.checked(await xlsx([head, ...known.map((code) => row(code)), row(last)]))
    await desk.mine.confirm(id)
    await runImports(importKinds)
    expect(await desk.mine.get(id)).toMatchObject({
      state: 'DONE',
      counts: { created: 1, changed: 0, same: 2500 },
    })
    expect(await stored(last)).not.toBeNull()
  })

  it('a worker that was thought dead cannot finish what another took', async () => {
    const [one = ''] = codes(1)
    const id = await desk.mine.checked(await xlsx([head, row(one)]))
    await desk.mine.confirm(id)
    const slow = await claimImport()
    freezeClock(new Date(now().getTime() + 61_000))
    const quick = await claimImport()
    freezeClock(null)
    if (!slow || !quick) throw new Error('not claimed')
    const actor = { ...desk.planted.administrator }
    await expect(commitImport(slow, services, actor)).rejects.toThrow()
    expect(await stored(one)).toBeNull()
    await commitImport(quick, services, actor)
    expect(await stored(one)).not.toBeNull()
    await expect(checkImport({ ...slow, state: 'CHECKING' }, services, actor)).rejects.toThrow()
  })

  it('cancelled while it is written is not written', async () => {
    const [one = ''] = codes(1)
    const id = await desk.mine.checked(await xlsx([head, row(one)]))
    await desk.mine.confirm(id)
    const interrupted: ImportKind = {
      ...services,
      commit: async (tx, actor, rows) => {
        const done = await services.commit(tx, actor, rows)
        await desk.mine.cancel(id)
        return done
      },
    }
    await runImports([interrupted])
    expect(await desk.mine.get(id)).toMatchObject({ state: 'CANCELLED', fileKept: false })
    expect(await stored(one)).toBeNull()
    expect(await client.importRow.count({ where: { importId: id } })).toBe(0)
  })

  it('is given up after it failed again and again', async () => {
    const [one = ''] = codes(1)
    const id = await desk.mine.send(await xlsx([head, row(one)]))
    await client.import.update({ where: { id }, data: { attempts: 4 } })
    await runImports(importKinds)
    expect(await desk.mine.get(id)).toMatchObject({ state: 'FAILED', fault: 'imports.fault.tries' })
  })

  it('who lost the right meanwhile writes nothing', async () => {
    const [one = ''] = codes(1)
    const id = await desk.mine.checked(await xlsx([head, row(one)]))
    await desk.mine.confirm(id)
    const where = { id: desk.planted.administrator.userId }
    await client.user.update({ where, data: { roles: ['OBSERVER'] } })
    await runImports(importKinds)
    await client.user.update({ where, data: { roles: ['ADMINISTRATOR'] } })
    expect(await desk.mine.get(id)).toMatchObject({ state: 'FAILED', fault: 'imports.fault.right' })
    expect(await stored(one)).toBeNull()
  })

  it('what was not decided in time is destroyed, file and rows', async () => {
    const [one = ''] = codes(1)
    const id = await desk.mine.checked(await xlsx([head, row(one)]))
    expect(await expireImports()).toBe(0)
    freezeClock(new Date(now().getTime() + 25 * 3_600_000))
    await expireImports()
    freezeClock(null)
    expect(await desk.mine.get(id)).toMatchObject({
      state: 'FAILED',
      fault: 'imports.fault.expired',
      examples: [],
    })
    expect(existsSync(importPath(id))).toBe(false)
    expect(await client.importRow.count({ where: { importId: id } })).toBe(0)
  })
})
