import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBytes } from './hostile.kit'
import { openArchive } from './open-archive'
import { writeCsv } from './write-csv'
import { writeXlsx } from './write-xlsx'

const dangerous = [
  "=cmd|' /C calc'!A0",
  '+1',
  '-4700000000160000001',
  '@SUM(1)',
  '\t=1',
  '\r=1',
  "'=1",
  '_x0041_',
  '007',
  '1E5',
]
const back = async (bytes: Buffer) => (await readBytes(bytes)).rows.map(({ cells }) => cells)
const unpacked = async (rows: string[][]) => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'imports-')), 'a')
  writeFileSync(file, await buffer(writeXlsx('A', rows)))
  const archive = await openArchive(file)
  return String(await buffer(await archive.open('xl/worksheets/sheet1.xml')).finally(archive.close))
}

describe('what is written', () => {
  it.each([
    ['XLSX', (rows: string[][]) => writeXlsx('Лист', rows)],
    ['CSV', writeCsv],
  ] as const)('%s comes back as it was, whatever begins like a formula', async (_, write) => {
    const rows = [dangerous.map((_, at) => `k${at}`), dangerous]
    expect(await back(await buffer(write(rows)))).toEqual(rows)
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((one) => `x${one.replaceAll('\0', '')}`)
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (cells) => {
        expect(await back(await buffer(write([['a', 'b'], cells])))).toEqual([['a', 'b'], cells])
      }),
      { numRuns: 30 },
    )
  })

  it('no cell of a workbook is a formula: each is text, and quoted where it begins like one', async () => {
    const xml = await unpacked([['k'], ...dangerous.map((one) => [one])])
    expect(xml).not.toMatch(/<f>|<v>/)
    expect(xml).toContain('<c s="2" t="inlineStr"><is><t>=cmd')
    expect(xml).toContain('<c t="inlineStr"><is><t>007')
  })

  it('a CSV shields them by an apostrophe', async () => {
    const text = String(await buffer(writeCsv([['=1', '-5', 'a;b', 'слово']])))
    expect(text).toBe('\ufeff\'=1;\'-5;"a;b";слово\r\n')
  })
})

it('a table of 150 000 rows is written and read in 256 MB', () => {
  const script = `
    import { createWriteStream } from 'node:fs'
    import { pipeline } from 'node:stream/promises'
    import { readTable } from './lib/imports/read-table'
    import { writeXlsx } from './lib/imports/write-xlsx'
    function* rows() { for (let at = 0; at < 150_000; at++) yield ['Выдача справки ' + at, String(9900000000000000000n + BigInt(at)), '-' + at * 7919, '10', 'ФЛ, ИП'] }
    const file = process.env.FILE ?? ''
    await pipeline(writeXlsx('A', rows()), createWriteStream(file))
    let count = 0, top = 0
    const read = await readTable(file, async (batch) => { count += batch.length; top = Math.max(top, process.memoryUsage().rss) })
    if (!read.ok) throw new Error(read.message)
    console.log(JSON.stringify({ count, top }))`
  const root = path.resolve(import.meta.dirname, '../..')
  const folder = mkdtempSync(path.join(tmpdir(), 'imports-'))
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=256', '--import', 'tsx', '--input-type=module', '-e', script],
    { cwd: root, encoding: 'utf8', env: { ...process.env, FILE: path.join(folder, 'table.xlsx') } },
  )
  rmSync(folder, { recursive: true })
  expect(stderr).toBe('')
  const { count, top } = JSON.parse(stdout) as { count: number; top: number }
  expect(count).toBe(150_000)
  expect(top).toBeLessThan(400 * 1024 * 1024)
}, 120_000)
