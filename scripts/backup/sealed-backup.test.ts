import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { query, startPostgres } from '../postgres.mjs'
import { listBackups, readManifest } from './manifest'
import { prune } from './prune'
import { restoreBackup, type Restore } from './restore-backup'
import { takeBackup } from './take-backup'

const canaries = ['Канарейкина Проба Синтетична', '900-123-456 77', '90012345677']
const [name, snils, digits] = canaries
const file = `Результат: ${canaries.join(', ')}`
const digest = createHash('sha256').update(file).digest('hex')

const root = mkdtempSync(path.join(tmpdir(), 'elk-sealed-'))
const at = (...names: string[]) => path.join(root, ...names)
const password = randomBytes(8).toString('hex')
const [place, bare, data, wal] = ['place', 'bare', 'data', 'wal'].map((one) => at(one)) as [
  string,
  string,
  string,
  string,
]
const server = () =>
  startPostgres({
    directory: at('data', 'postgres'),
    password,
    port: undefined,
    fast: false,
    walDirectory: wal,
    archive: place,
  })
const lines: string[] = []
const log = (line: string) => void lines.push(line)
const restore = (change: Partial<Restore> = {}) =>
  restoreBackup({
    place,
    data,
    secrets: { postgres: password },
    archive: place,
    stamp: randomBytes(4).toString('hex'),
    log,
    ...change,
  })

const made = () => randomBytes(32).toString('base64')
const keys = { first: made(), second: made() }
const useKeys = (...given: string[]) => {
  writeFileSync(at('key'), given.join('\n'), { mode: 0o600 })
  vi.stubEnv('BACKUP_KEY_FILE', given.length > 0 ? at('key') : '')
}

/** Files under the folder in whose bytes, or under gzip in them, a canary stands. Names too. */
function hits(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    if (!entry.isFile()) return []
    const full = path.join(entry.parentPath, entry.name)
    const raw = readFileSync(full)
    const unpacked = raw.length > 2 && raw.readUInt16BE(0) === 0x1f8b ? gunzipSync(raw) : raw
    const found = [...canaries, digest].some((word) => unpacked.includes(word) || entry.name.includes(word))
    return found ? [path.relative(folder, full)] : []
  })
}
const areas = (folder: string) =>
  [...new Set(hits(folder).map((one) => one.split(path.sep)[0]?.slice(0, 4)))].sort()

let moment = new Date(0)

/** One person in the base copy, one in the log before the moment, one after it; and a file of a result. */
beforeAll(async () => {
  useKeys(keys.first)
  mkdirSync(at('data', 'files', digest.slice(0, 2)), { recursive: true })
  writeFileSync(at('data', 'files', digest.slice(0, 2), digest), file)
  const running = await server()
  const url = running.url('postgres')
  const run = async (sql: string) =>
    (await query({ connectionString: url }, sql)).rows[0] as unknown as Record<string, string>
  const add = (n: number) => run(`INSERT INTO people VALUES (${n}, '${name}', '${snils}', '${digits}')`)
  const archivedUntil = async () => {
    const { segment } = await run('SELECT pg_walfile_name(pg_switch_wal()) AS segment')
    await vi.waitFor(() => expect(readdirSync(at('place', 'wal')).join()).toContain(segment), {
      timeout: 60_000,
    })
    return segment ?? ''
  }
  await run('CREATE TABLE people (n int, name text, snils text, digits text)')
  await add(1)
  await run('CHECKPOINT')
  // The same without a key, so that this test can fail.
  useKeys()
  await takeBackup({ place: bare, data, url, log })
  useKeys(keys.first)
  await takeBackup({ place, data, url, log })
  await add(2)
  const { moment: then } = await run(`SELECT clock_timestamp()::text AS moment`)
  moment = new Date(then ?? '')
  await run('SELECT pg_sleep(0.01)')
  await add(3)
  const segment = await archivedUntil()
  useKeys()
  execFileSync(process.execPath, [
    'scripts/wal.mjs',
    'keep',
    at('bare', 'wal'),
    at('wal', 'pg_wal', segment),
    segment,
  ])
  process.kill(running.pid ?? 0, 'SIGKILL')
  await running.ended
  rmSync(data, { recursive: true })
  rmSync(wal, { recursive: true })
}, 240_000)

beforeEach(() => {
  useKeys(keys.first)
  lines.length = 0
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

const people = async () => {
  const running = await startPostgres({
    directory: at('data', 'postgres'),
    password,
    port: undefined,
    fast: false,
    walDirectory: undefined,
    archive: undefined,
  })
  try {
    const { rows } = await query(running.url('postgres'), 'SELECT n, name, digits FROM people ORDER BY n')
    return rows as unknown as { n: number; name: string; digits: string }[]
  } finally {
    await running.stop()
  }
}

it('no byte of a person lies in a sealed backup, its archive and its pool', () => {
  expect(hits(place)).toEqual([])
  expect(areas(bare), 'in plain they are found in each').toEqual(['base', 'pool', 'wal'])
})

it('without its key nothing is restored, removed or put beside it in plain', async () => {
  const [backup = ''] = listBackups(place)
  const { sealed } = readManifest(path.join(place, backup))
  useKeys()
  await expect(restore()).rejects.toThrow(`sealed with backup key ${sealed}, and BACKUP_KEY_FILE is not set`)
  await expect(prune(place, 1)).rejects.toThrow(/BACKUP_KEY_FILE is not set/)
  await expect(takeBackup({ place, data: root, url: '', log })).rejects.toThrow(
    /is sealed, and BACKUP_KEY_FILE is not/,
  )
  await expect(server()).rejects.toThrow(/is sealed, and BACKUP_KEY_FILE is not set/)
  useKeys(keys.second)
  await expect(restore()).rejects.toThrow(`sealed with backup key ${sealed}, and BACKUP_KEY_FILE has another`)
  await expect(prune(place, 1)).rejects.toThrow(/has another/)
  for (const wrong of ['', 'abc', `${keys.first}\nabc`]) {
    writeFileSync(at('key'), wrong)
    await expect(restore(), wrong).rejects.toThrow(/BACKUP_KEY_FILE/)
  }
  vi.stubEnv('BACKUP_KEY_FILE', path.join(place, 'key'))
  writeFileSync(path.join(place, 'key'), keys.first)
  await expect(server()).rejects.toThrow(/a key seals nothing/)
  rmSync(path.join(place, 'key'))
  useKeys(keys.first)
  rmSync(at('key'))
  await expect(restore()).rejects.toThrow('The file of BACKUP_KEY_FILE cannot be read: ENOENT.')
  expect(existsSync(at('data', 'postgres')) || existsSync(at('data', 'postgres.restoring'))).toBe(false)
  expect(listBackups(place)).toEqual([backup])
})

it('comes back to a moment of the sealed log, by an older key in second place', async () => {
  useKeys(keys.second, keys.first)
  await restore({ until: moment })
  expect(await people()).toEqual([1, 2].map((n) => ({ n, name, digits })))
  expect(readFileSync(at('data', 'files', digest.slice(0, 2), digest), 'utf8')).toBe(file)
}, 120_000)

it('an older backup in plain goes on with the sealed log, and says that it is in plain', async () => {
  const [older = ''] = listBackups(bare)
  cpSync(at('bare', older), at('place', older), { recursive: true })
  cpSync(at('bare', 'pool'), at('place', 'pool'), { recursive: true })
  rmSync(data, { recursive: true })
  await restore({ name: older })
  expect((await people()).map(({ n }) => n)).toEqual([1, 2, 3])
  expect(lines).toContain(`${older} is in plain, of before BACKUP_KEY_FILE`)

  const pool = () =>
    readdirSync(at('place', 'pool'), { recursive: true })
      .map(String)
      .filter((one) => one.length > 60)
  expect(pool(), 'the file lies there both ways').toHaveLength(2)
  const { startedAt } = readManifest(path.join(place, listBackups(place).at(-1) ?? ''))
  const [plain = ''] = pool().filter((one) => one.endsWith(digest))
  const came = new Date(Date.parse(startedAt) - 1000)
  utimesSync(at('place', 'pool', plain), came, came)
  expect(await prune(place, 1)).toMatchObject({ backups: 1, files: 1 })
  expect(pool(), 'the one that the newer backup names').toHaveLength(1)
}, 120_000)

it('a sealed segment or file that was changed or put under another name is refused', async () => {
  const segments = readdirSync(at('bare', 'wal'))
  expect(segments).toHaveLength(1)
  const [first = '', last = ''] = [...readdirSync(at('place', 'wal'))]
    .filter((one) => /^\w{24}\.gz/.test(one))
    .sort()
  const fetch = (segment: string) =>
    execFileSync(process.execPath, ['scripts/wal.mjs', 'fetch', at('fetched'), segment, at('place', 'wal')], {
      stdio: 'pipe',
    })
  fetch(last.slice(0, 24))
  cpSync(at('place', 'wal', first), at('place', 'wal', last))
  expect(() => fetch(last.slice(0, 24))).toThrow(/is damaged: .*another file under this name/)
  useKeys(keys.second)
  expect(() => fetch(first.slice(0, 24))).toThrow(/is sealed with backup key/)
})
