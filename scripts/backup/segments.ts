import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { closeSync, openSync, readSync } from 'node:fs'
import path from 'node:path'
import { fromArchive } from './archive.mjs'
import { backupKeys } from './keys.mjs'

export const SEGMENT_BYTES = 16 * 1024 * 1024
const PER_LOG = 0x1_0000_0000 / SEGMENT_BYTES
const NAME = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})$/

export type Segment = { timeline: number; number: number }

const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0')

export function segmentOf(name: string): Segment | undefined {
  const [, timeline, log, part] = NAME.exec(name) ?? []
  if (!timeline || !log || !part) return undefined
  return { timeline: parseInt(timeline, 16), number: parseInt(log, 16) * PER_LOG + parseInt(part, 16) }
}

export const segmentName = ({ timeline, number }: Segment) =>
  `${hex(timeline)}${hex(Math.floor(number / PER_LOG))}${hex(number % PER_LOG)}`

/** The place in the log, as PostgreSQL writes it: 0/1A2B3C4D. */
export function position(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

/** The segment in which a position lies. */
export const numberAt = (lsn: string) => Number(position(lsn) / BigInt(SEGMENT_BYTES))

/**
 * Segments of a log directory that hold what their names say, of the cluster with this id: PostgreSQL keeps files ready
 * under the names of segments to come, with old content.
 */
export function written(folder: string, systemId: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => {
    if (name.endsWith('.history')) return true
    const segment = segmentOf(name)
    if (!segment) return false
    const head = Buffer.alloc(40)
    const handle = openSync(path.join(folder, name), 'r')
    try {
      readSync(handle, head, 0, head.length, 0)
    } finally {
      closeSync(handle)
    }
    return (
      head.readBigUInt64LE(8) === BigInt(segment.number) * BigInt(SEGMENT_BYTES) &&
      head.readBigUInt64LE(24) === BigInt(systemId)
    )
  })
}

async function read(folder: string, name: string): Promise<string> {
  const plain = path.join(folder, name)
  return String(existsSync(plain) ? readFileSync(plain) : await fromArchive(folder, name, backupKeys()))
}

export type Source = { folder: string; names: string[] }
/** What a backup knows of its place in the log. */
export type Base = { timeline: number; startSegment: string; stopLsn: string }
export type Line = { timeline: number; from: string }

/** By which timelines each one known came about, the newest first: each of them begins at a position. */
export async function* histories(sources: Source[]): AsyncGenerator<{ lines: Line[]; since: Date }> {
  const found = sources.flatMap(({ folder, names }) =>
    names.filter((name) => name.endsWith('.history')).map((name) => ({ folder, name })),
  )
  for (const { folder, name } of found.sort((a, b) => b.name.localeCompare(a.name))) {
    const lines: Line[] = []
    let from = '0/0'
    for (const line of (await read(folder, name)).split('\n')) {
      const [parent, until] = line.split('\t')
      if (!parent || !until) continue
      lines.unshift({ timeline: Number(parent), from })
      from = until
    }
    lines.unshift({ timeline: parseInt(name.slice(0, 8), 16), from })
    const [file] = readdirSync(folder).filter((one) => one.startsWith(name))
    yield { lines, since: statSync(path.join(folder, file ?? name)).mtime }
  }
}

/** Whether a backup lies on the way to a timeline: finished before its own was left. */
export function leadsTo(history: Line[], { timeline, stopLsn }: Base): boolean {
  const at = history.findIndex((one) => one.timeline === timeline)
  const next = history[at - 1]
  return at === 0 || (next !== undefined && position(next.from) >= position(stopLsn))
}

/**
 * The segments that lead from a backup to the last one known of the newest timeline that it leads to, or the first that is
 * missing on this way though a later one is there. A timeline that a restore to an earlier moment began leads nowhere from
 * the backups after that moment.
 */
export async function wayOf(
  sources: Source[],
  base: Base,
): Promise<{ first: Segment; last: Segment; missing?: string }> {
  const first = segmentOf(base.startSegment)
  if (!first) throw new Error('The backup names no segment to begin with')
  const known = new Set(sources.flatMap(({ names }) => names))
  let path: Line[] = [{ timeline: base.timeline, from: '0/0' }]
  for await (const { lines } of histories(sources))
    if (leadsTo(lines, base)) {
      path = lines
      break
    }
  const of = (number: number): Segment => ({
    timeline: path.find((one) => numberAt(one.from) <= number)?.timeline ?? base.timeline,
    number,
  })
  const numbers = [...known].flatMap((name) => {
    const segment = segmentOf(name)
    return segment && segment.number >= first.number && segment.timeline === of(segment.number).timeline
      ? [segment.number]
      : []
  })
  const end = Math.max(first.number, ...numbers, numberAt(path[0]?.from ?? '0/0'))
  for (let number = first.number; number <= end; number++)
    if (!known.has(segmentName(of(number))))
      return { first, last: of(number - 1), missing: segmentName(of(number)) }
  return { first, last: of(end) }
}
