import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'

const around = vi.hoisted(() => ({ file: '' }))
vi.mock('node:fs', async (load) => {
  const real = await load<typeof import('node:fs')>()
  return { ...real, readFileSync: vi.fn(real.readFileSync) }
})
vi.mock('./env', () => ({ env: () => ({ PERSONAL_DATA_KEYS_FILE: around.file }) }))

import { freezeClock, now } from './clock'
import { columnKeys, readColumnKeys, takeUpColumnKeys } from './column-keys'
import { lookAtColumnKeys } from './judge-column-keys'
import { openText, sealText } from './seal-value'

const folder = mkdtempSync(path.join(tmpdir(), 'keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
around.file = path.join(folder, 'keys')

const key = (id: number, fill = id) => `${id}:${Buffer.alloc(32, fill).toString('base64')}`
const place = { column: 'applicants/snils', row: '1' }
const sealedBy2 = sealText(place, '900-000-123 91', 't', readColumnKeys(key(2))[0])
const known = (...keys: string[]) => readColumnKeys(keys.join(' '))
const seconds = (count: number) => freezeClock(new Date(now().getTime() + count * 1000))
const ids = () => columnKeys().map(({ id }) => id)

beforeEach(() => {
  freezeClock(new Date('2026-11-25T10:00:00Z'))
  writeFileSync(around.file, key(1))
  takeUpColumnKeys(known(key(1)))
  vi.mocked(readFileSync).mockClear()
})

it('a value under a key that came into the file later is opened; the key seals when the database knows it', async () => {
  seconds(6)
  expect(openText(sealedBy2)).toBeUndefined()
  writeFileSync(around.file, `${key(2)}\n${key(1)}`)
  seconds(6)
  expect(openText(sealedBy2)?.value).toBe('900-000-123 91')
  expect(ids()).toEqual(['1', '2'])
  expect(await lookAtColumnKeys(async () => known(key(1)))).toMatch(
    /^Key 2 is not known to this database yet/,
  )
  expect(ids()).toEqual(['1', '2'])
  expect(await lookAtColumnKeys(async () => known(key(1), key(2)))).toBeUndefined()
  expect(ids()).toEqual(['2', '1'])
})

it('the file is not read for each value', () => {
  seconds(6)
  for (let n = 0; n < 1000; n++) openText(sealedBy2)
  expect(readFileSync).toHaveBeenCalledTimes(1)
  vi.mocked(readFileSync).mockClear()
  const own = sealText(place, '900-000-123 91')
  seconds(60)
  for (let n = 0; n < 1000; n++) openText(own)
  expect(readFileSync).not.toHaveBeenCalled()
})

it('a file that is gone, or has other keys by now, is told in words, and the keys from before are used', async () => {
  const rows = async () => known(key(1))
  const wrong: [string | undefined, RegExp][] = [
    [key(1, 9), /^Key 1 of PERSONAL_DATA_KEYS is not the key 1 by which/],
    [key(2), /^Key 1, by which this database was written, is not in PERSONAL_DATA_KEYS/],
    ['no keys at all', /^PERSONAL_DATA_KEYS: key 1 is not/],
    [undefined, /^The file of PERSONAL_DATA_KEYS_FILE cannot be read: ENOENT/],
  ]
  for (const [text, words] of wrong) {
    if (text === undefined) rmSync(around.file)
    else writeFileSync(around.file, text)
    const trouble = await lookAtColumnKeys(rows)
    expect(trouble).toMatch(words)
    expect(trouble).toMatch(/The keys from before are in use/)
    expect(columnKeys()[0]?.proof).toEqual(known(key(1))[0]?.proof)
  }
})
