import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { env } from '@/lib/core/env'

const Line = z.object({
  log: z.string(),
  position: z.number().int().positive(),
  seal: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
})
export type Head = z.infer<typeof Line>

const TAIL = 64 * 1024

/** Outside the database: who can rewrite the one need not be able to rewrite the other. */
export const journalPath = (): string =>
  path.resolve(/* turbopackIgnore: true */ env().DATA_DIR, 'log-heads.jsonl')

function headIn(line: string): Head | undefined {
  try {
    return Line.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

/** All heads, and how many lines are none; undefined when there is no journal. What a kill cut off at its end is no line. */
export async function readJournal(file: string): Promise<{ heads: Head[]; unreadable: number } | undefined> {
  if (!existsSync(file)) return undefined
  const heads: Head[] = []
  let unreadable = 0
  let torn = false
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (torn) unreadable++
    const head = headIn(line)
    if (head) heads.push(head)
    torn = !head
  }
  return { heads, unreadable }
}

async function tailOf(handle: FileHandle): Promise<{ text: string; end: number }> {
  const { size } = await handle.stat()
  const from = Math.max(0, size - TAIL)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
  const last = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1
  const first = from > 0 ? buffer.indexOf('\n') + 1 : 0
  return { text: buffer.toString('utf8', first, last), end: from + last }
}

/**
 * Appends what `next` makes of the last heads, and brings it to the disk. What a kill or a full disk left half-written
 * is cut off first: it stands in the database.
 */
export async function appendHeads(
  file: string,
  next: (last: Map<string, Head>) => Promise<Head[]>,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const handle = await open(file, 'a+', 0o600)
  try {
    const { text, end } = await tailOf(handle)
    const heard = text.split('\n').flatMap((line) => headIn(line) ?? [])
    const last = new Map(heard.map((head) => [head.log, head]))
    const heads = await next(last)
    if (heads.length === 0) return
    await handle.truncate(end)
    await handle.writeFile(heads.map((head) => `${JSON.stringify(head)}\n`).join(''))
    await handle.sync()
  } finally {
    await handle.close()
  }
}
