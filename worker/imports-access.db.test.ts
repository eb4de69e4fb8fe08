import { writeFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { importKinds as onScreens } from '@/app/import-kinds'
import { can } from '@/lib/auth/permissions'
import { asWorker, inOrganisation } from '@/lib/core/db'
import { importPath } from '@/lib/imports/import-file'
import { importKinds } from './import-kinds'
import { client, desk, openImports, row, services } from './imports-desk.kit'
import { codes, head, importsOf, xlsx } from './imports.kit'
import { runImports } from './tasks/run-imports'

openImports()

describe('whose an import is', () => {
  it('nobody else’s: neither another organisation nor a colleague finds it', async () => {
    const id = await desk.mine.checked(await xlsx([head, row(codes(1)[0] ?? '')]))
    for (const who of [
      desk.other.administrator,
      { ...desk.planted.administrator, userId: desk.planted.supervisor.userId },
    ])
      for (const act of [
        importsOf(who).get,
        importsOf(who).confirm,
        importsOf(who).cancel,
        importsOf(who).failed,
      ])
        await expect(act(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const seen = await inOrganisation(desk.other.administrator, (tx) =>
      tx.importRow.count({ where: { importId: id } }),
    )
    expect(seen).toBe(0)
    await desk.mine.cancel(id)
  })

  it('an administrator’s; the kinds on screens are those of the worker', () => {
    expect(can(desk.planted.clerk, services.permission)).toBe(false)
    expect(onScreens.map(({ name }) => name)).toEqual(importKinds.map(({ name }) => name))
  })

  it('the database keeps worker and web to their parts', async () => {
    const id = await desk.mine.checked(await xlsx([head, row(codes(1)[0] ?? '')]))
    const web = (sql: string) => inOrganisation(desk.planted.administrator, (tx) => tx.$executeRawUnsafe(sql))
    await expect(web(`UPDATE import_rows SET number = 1`)).rejects.toThrow(/permission denied/)
    await expect(web(`UPDATE imports SET kind = 'x' WHERE id = '${id}'`)).rejects.toThrow(/permission denied/)
    await expect(web(`DELETE FROM imports`)).rejects.toThrow(/permission denied/)
    await expect(web(`UPDATE services SET organisation_id = organisation_id`)).rejects.toThrow(
      /permission denied/,
    )
    await expect(asWorker((tx) => tx.$executeRawUnsafe('UPDATE services SET name = name'))).rejects.toThrow(
      /denied/,
    )
    await desk.mine.cancel(id)
    await expect(client.import.update({ where: { id }, data: { state: 'CHECKED' } })).rejects.toThrow(/ended/)
  })

  it('no value of a row is ever in a log or in an error (I10)', async () => {
    const lines: string[] = []
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
    const canary = '900-000-123 91'
    const id = await desk.mine.checked(
      await xlsx([head, row(canary, { 0: canary, 2: canary, 3: canary, 4: canary, 5: canary })]),
    )
    writeFileSync(importPath(id), Buffer.from(`${head.join(';')}\n${canary}`))
    await desk.mine.choose(id)
    await runImports([{ ...services, plan: () => Promise.reject(new Error(canary)) }])
    spy.mockRestore()
    const { errors } = await desk.mine.get(id)
    const rows = await client.importRow.findMany({ where: { importId: id }, select: { errors: true } })
    expect(lines.length).toBeGreaterThan(0)
    for (const text of [lines.join(), JSON.stringify(errors), JSON.stringify(rows)])
      expect(text).not.toContain(canary)
    await desk.mine.cancel(id)
  })
})

describe('undecided imports of one person', () => {
  it('are five at most, however many come at once; the oldest is named, and one decided makes room', async () => {
    const mine = importsOf(desk.other.administrator)
    const table = await xlsx([head, row(codes(1)[0] ?? '')])
    const sent = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => mine.send(table, `таблица ${at}.xlsx`)),
    )
    const ids = sent.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    expect(ids).toHaveLength(5)
    for (const one of sent)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({
          code: 'LIMIT',
          message: expect.stringMatching(/^imports\.tooMany\?.*most=5/),
        })
    await mine.cancel(ids[0] ?? '')
    await expect(mine.send(table)).resolves.toBeTruthy()
    await expect(importsOf(desk.planted.administrator).send(table), 'another person').resolves.toBeTruthy()
  })
})
