import { hash } from 'node:crypto'

/** What the first row of a chain follows. */
export const GENESIS: Uint8Array = Buffer.alloc(32)

export type Field = string | null

/**
 * Texts as bytes of which no two lists have the same: each behind its length (4 bytes, big-endian; −1: nothing). It is
 * how PostgreSQL gives them in a binary copy, so that what was read there is sealed without being written again.
 */
export function encodeFields(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4)
      length.writeInt32BE(field === null ? -1 : Buffer.byteLength(field))
      return field === null ? [length] : [length, Buffer.from(field)]
    }),
  )
}

let scratch = Buffer.allocUnsafe(4096)

/** The seal of a row: SHA-256 of the seal before it, its position, the log's name and all its fields. */
export function sealOf(log: Uint8Array, previous: Uint8Array, position: number, fields: Uint8Array): Buffer {
  const length = 40 + log.length + fields.length
  if (scratch.length < length) scratch = Buffer.allocUnsafe(length * 2)
  scratch.set(previous, 0)
  scratch.writeUInt32BE(Math.floor(position / 2 ** 32), 32)
  scratch.writeUInt32BE(position % 2 ** 32, 36)
  scratch.set(log, 40)
  scratch.set(fields, 40 + log.length)
  return hash('sha256', scratch.subarray(0, length), 'buffer')
}

/** How a log's name stands in its seals. */
export const logName = (name: string): Uint8Array => encodeFields([name])

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0
