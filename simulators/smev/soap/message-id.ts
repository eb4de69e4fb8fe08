import { randomBytes } from 'node:crypto'

const VERSION_1 = /^([0-9a-f]{8})-([0-9a-f]{4})-1([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
/** 100-nanosecond steps between 15.10.1582 and 01.01.1970. */
const GREGORIAN = 122_192_928_000_000_000n
const NODE = randomBytes(6)
NODE[0]! |= 1
const CLOCK = (0x8000 | (randomBytes(2).readUInt16BE() & 0x3fff)).toString(16)
let last = 0n

/** The instant inside a lower-case UUID of version 1; undefined when it is not one. */
export function instantOfMessageId(id: string): number | undefined {
  const match = VERSION_1.exec(id)
  if (!match) return undefined
  return Number((BigInt(`0x${match[3]}${match[2]}${match[1]}`) - GREGORIAN) / 10_000n)
}

export function newMessageId(now: number): string {
  const ticks = BigInt(now) * 10_000n + GREGORIAN
  last = ticks > last ? ticks : last + 1n
  const time = last.toString(16).padStart(15, '0')
  return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-${CLOCK}-${NODE.toString('hex')}`
}
