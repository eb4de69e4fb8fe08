import { randomBytes } from 'node:crypto'
import { now } from '@/lib/core/clock'

// 100 ns intervals from 15.10.1582 to 01.01.1970.
const GREGORIAN = 122_192_928_000_000_000n
const LEAP_BACK = 100_000_000n // 10 s

const hex = (value: bigint | number, width: number) => value.toString(16).padStart(width, '0')

// A random node bears the multicast bit, so it can be nobody's network card (RFC 9562, 6.10).
const node = randomBytes(6)
node[0] = (node[0] ?? 0) | 1
let sequence = randomBytes(2).readUInt16BE() & 0x3fff
let last = 0n

/**
 * UUID v1 in lower case, as СМЭВ demands (protocol.md, 4.3). Ids of one process grow; a clock put back by more than
 * 10 s is followed under a new sequence, for СМЭВ judges the age of an id by its time.
 */
export function mintMessageId(): string {
  const present = BigInt(now().getTime()) * 10_000n + GREGORIAN
  if (present < last - LEAP_BACK) {
    sequence = (sequence + 1) & 0x3fff
    last = present
  } else {
    last = present > last ? present : last + 1n
  }
  const low = hex(last & 0xffffffffn, 8)
  const middle = hex((last >> 32n) & 0xffffn, 4)
  const high = hex(((last >> 48n) & 0x0fffn) | 0x1000n, 4)
  return `${low}-${middle}-${high}-${hex(sequence | 0x8000, 4)}-${node.toString('hex')}`
}

/** The node of ids of test messages: by it an answer to one is known from the answers to orders. */
const TEST_NODE = '01e1c7e57000'

/** An id for a message that carries nobody's order (npm run smev -- doctor). */
export const mintTestId = (): string => mintMessageId().slice(0, -TEST_NODE.length) + TEST_NODE
export const isTestId = (id: string | undefined): boolean =>
  id?.toLowerCase().endsWith(`-${TEST_NODE}`) ?? false

/** The moment inside an id of version 1; undefined for anything else. */
export function mintedAt(id: string): Date | undefined {
  const [, low = '', middle = '', high = ''] =
    /^([0-9a-f]{8})-([0-9a-f]{4})-1([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.exec(id) ?? []
  if (!low) return undefined
  return new Date(Number((BigInt(`0x${high}${middle}${low}`) - GREGORIAN) / 10_000n))
}
