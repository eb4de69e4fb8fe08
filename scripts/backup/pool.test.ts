import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bringPooled, poolKeeper } from './pool.mjs'
import { prune } from './prune'
import { backupKey } from './sealed.mjs'
import { writeManifest } from './manifest'

let root: string
beforeEach(() => void (root = mkdtempSync(path.join(tmpdir(), 'elk-pool-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

const store = (text: string) => {
  const digest = createHash('sha256').update(text).digest('hex')
  const folder = path.join(root, 'files', digest.slice(0, 2))
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, digest), text)
  return digest
}
const inPool = () =>
  readdirSync(path.join(root, 'pool'), { withFileTypes: true, recursive: true }).filter((one) => one.isFile())
const keeper = (key?: ReturnType<typeof backupKey>) =>
  poolKeeper({ place: root, files: path.join(root, 'files'), key })

describe.each([
  ['in plain', undefined],
  ['under a key', backupKey(randomBytes(32))],
])('files that came since the backup, %s', (_, key) => {
  it('go into the pool once each, and come back by their digest', async () => {
    const look = keeper(key)
    await look()
    const first = store('one')
    await look()
    const second = store('two')
    await look()
    await look()
    expect(inPool()).toHaveLength(2)
    for (const [digest, text] of [
      [first, 'one'],
      [second, 'two'],
    ] as const) {
      const to = path.join(root, 'back', digest)
      expect(await bringPooled(root, digest, [key, undefined], to)).toBe(true)
      expect(readFileSync(to, 'utf8')).toBe(text)
    }
  })

  it('that are damaged there do not come back', async () => {
    const digest = store('one')
    await keeper(key)()
    const [entry] = inPool()
    const file = path.join(entry?.parentPath ?? '', entry?.name ?? '')
    const bytes = readFileSync(file)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    writeFileSync(file, bytes)
    expect(await bringPooled(root, digest, [key, undefined], path.join(root, 'back'))).toBe(false)
    expect(readdirSync(root)).not.toContain('back')
  })
})

it('stay as long as the log may name them', async () => {
  const [before, since] = [store('before'), store('since')]
  await keeper()()
  const startedAt = new Date(Date.now() - 60_000)
  const old = new Date(startedAt.getTime() - 1000)
  utimesSync(path.join(root, 'pool', before.slice(0, 2), before), old, old)
  const name = 'base-20261129T000000000Z'
  mkdirSync(path.join(root, name))
  const at = startedAt.toISOString()
  const log = { timeline: 1, startLsn: '0/1', stopLsn: '0/2', startSegment: '', stopSegment: '', folders: [] }
  const facts = { version: '', server: '', systemId: '1', startedAt: at, finishedAt: at, ...log }
  await writeManifest(path.join(root, name), facts, [], { key: undefined, name })
  expect(await prune(root, 1)).toEqual({ backups: 0, segments: 0, files: 1 })
  expect(inPool().map((one) => one.name)).toEqual([since])
})
