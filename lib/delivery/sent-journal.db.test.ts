import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const home = await vi.hoisted(async () => {
  const [fs, os, paths] = await Promise.all([import('node:fs'), import('node:os'), import('node:path')])
  const home = fs.mkdtempSync(paths.join(os.tmpdir(), 'elk-journal-'))
  process.env.SENT_JOURNAL_DIR = paths.join(home, 'of', 'messages')
  return home
})

import { now, shiftClock } from '@/lib/core/clock'
import { disconnect } from '@/lib/core/db'
import {
  installationId,
  journal,
  journalFolder,
  lastSent,
  readJournals,
  type AnsweredLine,
  type SentLine,
} from './sent-journal'

const DAY = 86_400_000
const ids = Array.from({ length: 8 }, () => crypto.randomUUID())
const id = (n: number) => ids[n] ?? ''
const sent = (n: number) =>
  ({
    sent: id(n),
    organisation: id(7),
    kind: 'CREATE',
    driver: 'DIRECT',
    sha256: 'ab',
    changes: [[id(6), '1-2', 7]],
  }) satisfies Omit<SentLine, 'at' | 'installation'>
const namesIn = (folder: string) => readdirSync(folder).sort()
const mode = (name: string) => (statSync(name).mode & 0o777).toString(8)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'elk-journals-'))
})
afterEach(() => {
  shiftClock(0)
  rmSync(folder, { recursive: true, force: true })
})
afterAll(async () => {
  rmSync(home, { recursive: true })
  await disconnect()
})

describe('the journal', () => {
  it('keeps what is written, in its order, in one file a day that only its owner may read', async () => {
    const began = now()
    const answered = { answered: id(1), code: 0, orders: [['1-2', null, 0]] } satisfies Partial<AnsweredLine>
    await Promise.all([journal(sent(0)), journal(sent(1)), journal(sent(2))])
    await journal(answered)
    const today = namesIn(journalFolder())
    expect(today).toEqual([
      expect.stringMatching(new RegExp(`^sent-${began.toISOString().slice(0, 10)}-[0-9a-f]{8}\\.jsonl$`)),
    ])
    expect(mode(journalFolder())).toBe('700')
    expect(mode(path.join(journalFolder(), today[0] ?? ''))).toBe('600')
    const installation = await installationId()
    expect(installation).toMatch(/^[0-9a-f-]{36}$/)
    const read = await readJournals([journalFolder()], installation, began)
    const line = { installation, at: expect.any(String) }
    expect(read).toEqual([
      { ...line, ...sent(0) },
      { ...line, ...sent(1) },
      { ...line, ...sent(2) },
      { ...line, ...answered },
    ])

    shiftClock(DAY)
    await Promise.all([journal(sent(3)), journal(sent(4))])
    const both = namesIn(journalFolder())
    expect(both).toHaveLength(2)
    const [later] = both.filter((name) => !today.includes(name))
    expect(later).toContain(now().toISOString().slice(0, 10))
    expect(
      readFileSync(path.join(journalFolder(), later ?? ''), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(2)
    expect(await readJournals([journalFolder()], installation, now())).toEqual([])
    expect(
      await readJournals([journalFolder()], installation, new Date(now().getTime() - 60_000)),
    ).toHaveLength(2)
  })
})

const OF = '11111111-1111-4111-8111-111111111111'
const line = (n: number, at: string, of = OF) => JSON.stringify({ ...sent(n), at, installation: of })
const put = (name: string, ...lines: string[]) =>
  writeFileSync(path.join(folder, name), lines.join('\n') + '\n')
const which = (lines: (SentLine | AnsweredLine)[]) =>
  lines.map((one) => ids.indexOf('sent' in one ? one.sent : one.answered))

describe('what is read from journals', () => {
  const since = new Date('2026-11-20T12:00:00.000Z')

  it('is of this database and from that time on, by time, whichever file and folder it stands in', async () => {
    put('sent-2026-11-19-a.jsonl', line(0, '2026-11-21T00:00:00.000Z')) // by its name all in it is older
    put('sent-2026-11-20-b.jsonl', line(1, '2026-11-20T11:59:59.999Z'), line(2, '2026-11-20T12:00:00.000Z'))
    put(
      'sent-2026-11-21-c.jsonl',
      line(3, '2026-11-21T05:00:00.000Z'),
      line(4, '2026-11-21T06:00:00.000Z', id(0)),
    )
    const other = path.join(folder, 'other')
    mkdirSync(other)
    put('other/sent-2026-11-21-d.jsonl', line(5, '2026-11-20T18:00:00.000Z'))
    expect(which(await readJournals([folder, other], OF, since))).toEqual([2, 5, 3])
  })

  it('keeps the order of a file within a millisecond', async () => {
    const at = '2026-11-21T00:00:00.000Z'
    put('sent-2026-11-21-a.jsonl', line(3, at), line(1, at), line(2, at), line(0, at))
    expect(which(await readJournals([folder], OF, since))).toEqual([3, 1, 2, 0])
  })

  it('is nothing where there is no folder, no journal, or no whole line', async () => {
    const at = '2026-11-21T00:00:00.000Z'
    expect(await readJournals([path.join(folder, 'none')], OF, since)).toEqual([])
    for (const name of [
      'xsent-2026-11-21-a.jsonl',
      'sent-2026-11-21-a.jsonl.part',
      'sent-2026-11-2-a.jsonl',
      'notes.jsonl',
    ])
      put(name, line(0, at))
    put('sent-2026-11-21-a.jsonl', line(0, at).slice(0, -5), 'null', '{}', '', line(1, at))
    expect(which(await readJournals([folder], OF, since))).toEqual([1])
  })

  it('may be an answer that says no more than that', async () => {
    const least = { at: '2026-11-21T00:00:00.000Z', installation: OF, answered: id(0) }
    const whole = { ...least, code: 5, orders: [[null, '41', 3]], rejected: true, goesOn: false }
    put('sent-2026-11-21-a.jsonl', JSON.stringify(least), JSON.stringify(whole))
    expect(await readJournals([folder], OF, since)).toEqual([least, whole])
  })
})

describe('what was sent last', () => {
  const since = new Date('2026-11-20T12:00:00.000Z')
  const AT = '2026-11-21T00:00:00.000Z'
  const last = async (files?: number) =>
    (await lastSent(folder, OF, since, files)).map((one) => ids.indexOf(one))

  it('is what this database sent since then, not what was answered', async () => {
    put(
      'sent-2026-11-21-a.jsonl',
      line(0, '2026-11-20T11:59:59.999Z'),
      line(1, since.toISOString()),
      line(2, AT, id(0)),
      JSON.stringify({ at: AT, installation: OF, answered: id(3) }),
      line(4, AT),
    )
    expect(await last()).toEqual([1, 4])
  })

  it('stands in the files that were written last; those that are empty are none', async () => {
    for (const n of [0, 1, 2]) {
      put(`sent-2026-11-21-${n}.jsonl`, line(n, AT))
      utimesSync(path.join(folder, `sent-2026-11-21-${n}.jsonl`), 0, [1000, 3000, 2000][n] ?? 0)
    }
    for (const n of [3, 4]) writeFileSync(path.join(folder, `sent-2026-11-21-${n}.jsonl`), '')
    expect(await last(2)).toEqual([1, 2])
    expect(await last(1)).toEqual([1])
    for (let n = 5; n < 12; n++) put(`sent-2026-11-21-${n}.jsonl`, line(3, AT))
    expect(await last(), 'eight of them').toEqual([3, 3, 3, 3, 3, 3, 3, 1])
  })

  it('is at the end of a file, of which no more is read', async () => {
    const filling = Array.from({ length: 400 }, () => line(1, AT))
    put('sent-2026-11-21-a.jsonl', line(0, AT), ...filling, line(2, AT))
    const read = await last()
    expect(read).not.toContain(0)
    expect(read.at(-1)).toBe(2)
    expect(read.length).toBe(Math.floor((64 * 1024) / (line(1, AT).length + 1)))
  })
})
