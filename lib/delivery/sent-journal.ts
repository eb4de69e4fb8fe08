import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { now } from '@/lib/core/clock'
import { Prisma, workerSql } from '@/lib/core/db'
import { env } from '@/lib/core/env'

/** The fault of what could not be written down here, and does not leave before it is. */
export const NOT_WRITTEN = 'JournalNotWritten'

const line = { at: z.iso.datetime(), installation: z.uuid() }
/** A message that is about to leave: what it carries by id, number of the order and status. No personal data. */
const Sent = z.object({
  ...line,
  sent: z.uuid(),
  organisation: z.uuid(),
  kind: z.enum(['CREATE', 'UPDATE']),
  driver: z.enum(['DIRECT', 'ADAPTER', 'FOLDER']),
  sha256: z.string(),
  changes: z.array(z.tuple([z.uuid(), z.string(), z.number()])),
})
/** What ЕПГУ said of a message, before the answer is acknowledged: after that nobody has it but us. */
const Answered = z.object({
  ...line,
  answered: z.uuid(),
  code: z.number().optional(),
  /** Number of the order, № ЕПГУ, code. */
  orders: z.array(z.tuple([z.string().nullable(), z.string().nullable(), z.number()])).optional(),
  /** СМЭВ or the provider refused the whole message. */
  rejected: z.boolean().optional(),
  /** And what it carried goes on under another id. */
  goesOn: z.boolean().optional(),
})
export type SentLine = z.infer<typeof Sent>
export type AnsweredLine = z.infer<typeof Answered>
type Unsigned<Line> = Omit<Line, keyof typeof line>

export const journalFolder = (): string =>
  path.resolve(
    /* turbopackIgnore: true */ env().SENT_JOURNAL_DIR ??
      path.join(/* turbopackIgnore: true */ env().DATA_DIR, 'sent-journal'),
  )

let installation: Promise<string> | undefined
/** Which database this is: its copies have the same id. */
export const installationId = (): Promise<string> =>
  (installation ??= workerSql<{ id: string }>(Prisma.sql`SELECT id FROM installation`)
    .then(([row]) => row?.id ?? '')
    .catch((error: unknown) => {
      installation = undefined
      throw error
    }))

type Waiting = { text: string; done: () => void; fail: (error: unknown) => void }
const waiting: Waiting[] = []
let file: { handle: FileHandle; day: string } | undefined
let writing = false

/** Resolves when the line is safe on the disk; lines that come meanwhile go together. */
export async function journal(what: Unsigned<SentLine> | Unsigned<AnsweredLine>): Promise<void> {
  const text = `${JSON.stringify({ ...what, at: now().toISOString(), installation: await installationId() })}\n`
  return new Promise((done, fail) => {
    waiting.push({ text, done, fail })
    if (!writing) void writeAll()
  })
}

async function writeAll(): Promise<void> {
  writing = true
  while (waiting.length > 0) {
    const batch = waiting.splice(0)
    try {
      const handle = await today()
      await handle.appendFile(batch.map(({ text }) => text).join(''))
      await handle.datasync()
      for (const { done } of batch) done()
    } catch (error) {
      // A line that was cut off must not spoil the next: that begins another file.
      const broken = file?.handle
      file = undefined
      await broken?.close().catch(() => undefined)
      for (const { fail } of batch) fail(error)
    }
  }
  writing = false
}

/** A file a day and process: nobody else writes into it. */
async function today(): Promise<FileHandle> {
  const day = now().toISOString().slice(0, 10)
  if (file?.day === day) return file.handle
  const folder = journalFolder()
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await file?.handle.close()
  const handle = await open(
    path.join(/* turbopackIgnore: true */ folder, `sent-${day}-${crypto.randomUUID().slice(0, 8)}.jsonl`),
    'ax',
    0o600,
  )
  file = { handle, day }
  if (process.platform !== 'win32') {
    const names = await open(folder, 'r')
    await names.sync().finally(() => names.close())
  }
  return handle
}

export type JournalLine = SentLine | AnsweredLine

/** The lines of this database from this time on, in their order. What a kill cut off never left. */
export async function readJournals(folders: string[], of: string, since: Date): Promise<JournalLine[]> {
  const lines: JournalLine[] = []
  const from = since.toISOString()
  for (const name of folders.flatMap(filesOf)) {
    if (path.basename(name).slice(5, 15) < from.slice(0, 10)) continue
    for await (const text of createInterface({ input: createReadStream(name), crlfDelay: Infinity })) {
      const read = lineIn(text)
      if (read && read.installation === of && read.at >= from) lines.push(read)
    }
  }
  return lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

const TAIL = 64 * 1024

/** Ids of the messages that this database sent last, from the ends of the newest files: a worker that starts reads no more. */
export async function lastSent(folder: string, of: string, since: Date, files = 8): Promise<string[]> {
  const ids: string[] = []
  const newest = filesOf(folder)
    .map((name) => ({ name, stat: statSync(name) }))
    .filter(({ stat }) => stat.size > 0) // a full disk leaves empty ones
    .sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs)
  for (const { name } of newest.slice(0, files)) {
    const handle = await open(name, 'r')
    try {
      const { size } = await handle.stat()
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL), 0, TAIL, Math.max(0, size - TAIL))
      for (const text of buffer.toString('utf8', 0, bytesRead).split('\n')) {
        const read = lineIn(text)
        if (read && 'sent' in read && read.installation === of && read.at >= since.toISOString())
          ids.push(read.sent)
      }
    } finally {
      await handle.close()
    }
  }
  return ids
}

const filesOf = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^sent-\d{4}-\d\d-\d\d-.*\.jsonl$/.test(name))
        .sort()
        .map((name) => path.join(folder, name))
    : []

function lineIn(text: string): JournalLine | undefined {
  try {
    const json: unknown = JSON.parse(text)
    return Sent.safeParse(json).data ?? Answered.safeParse(json).data
  } catch {
    return undefined
  }
}
