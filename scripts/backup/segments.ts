import { existsSync, readdirSync, readFileSync } from 'node:fs'
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

/** By which timelines the newest one came about, the newest first: each begins in a segment. */
export async function timelines(sources: { folder: string; names: string[] }[], base: Segment) {
  const histories = sources.flatMap(({ folder, names }) =>
    names.filter((name) => name.endsWith('.history')).map((name) => ({ folder, name })),
  )
  const newest = histories.sort((a, b) => b.name.localeCompare(a.name))[0]
  const timeline = newest ? parseInt(newest.name.slice(0, 8), 16) : base.timeline
  if (!newest || timeline <= base.timeline) return [{ timeline: base.timeline, from: 0 }]
  const path = [{ timeline: 0, from: 0 }].slice(1)
  let from = 0
  for (const line of (await read(newest.folder, newest.name)).split('\n')) {
    const [parent, lsn] = line.split('\t')
    if (!parent || !lsn) continue
    path.unshift({ timeline: Number(parent), from })
    from = numberAt(lsn)
  }
  path.unshift({ timeline, from })
  return path
}

/**
 * The segments that lead from the base to the last one known, or the first that is missing on this way though a later
 * one is there.
 */
export async function wayOf(
  sources: { folder: string; names: string[] }[],
  base: Segment,
): Promise<{ last: Segment; missing?: string }> {
  const known = new Set(sources.flatMap(({ names }) => names))
  const path = await timelines(sources, base)
  const newest = path[0]?.timeline ?? base.timeline
  const of = (number: number): Segment => ({
    timeline: path.find((one) => one.from <= number)?.timeline ?? base.timeline,
    number,
  })
  const numbers = [...known].flatMap((name) => {
    const segment = segmentOf(name)
    return segment && segment.number >= base.number && segment.timeline === of(segment.number).timeline
      ? [segment.number]
      : []
  })
  const end = Math.max(base.number, ...numbers, path[0]?.timeline === newest ? (path[0]?.from ?? 0) : 0)
  for (let number = base.number; number <= end; number++)
    if (!known.has(segmentName(of(number)))) return { last: of(number - 1), missing: segmentName(of(number)) }
  return { last: of(end) }
}
