import { ITERATION, MATRIX, PI } from './streebog-constants'

// The compression of GOST R 34.11-2012 (RFC 6986, sections 7 and 8) as a WebAssembly module that is put together when
// this file is loaded: 64-bit words make it some five times as fast as JavaScript's 32 bits. All words are little-endian
// in its memory, so a message lies there as it came and a digest is read in the order openssl prints it.
const BLOCK = 64
const PAGES = 2

const TABLES = 0
const CONSTANTS = TABLES + 8 * 256 * 8
const ZEROS = CONSTANTS + ITERATION.length * BLOCK
const HASH = ZEROS + BLOCK
const COUNTED = HASH + BLOCK
const CHECKSUM = COUNTED + BLOCK
const INPUT = CHECKSUM + BLOCK

type Code = number[]

/** LEB128, signed: the form of immediate numbers. */
function signed(value: number): Code {
  const low = value & 127
  const rest = value >> 7
  return (rest === 0 && low < 64) || (rest === -1 && low > 63) ? [low] : [low | 128, ...signed(rest)]
}

/** LEB128, unsigned: the form of sizes, offsets and indices. */
const unsigned = (value: number): Code =>
  value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)]

const get = (local: number): Code => [0x20, ...unsigned(local)]
const set = (local: number): Code => [0x21, ...unsigned(local)]
const tee = (local: number): Code => [0x22, ...unsigned(local)]
const i32 = (value: number): Code => [0x41, ...signed(value)]
const i64 = (value: number): Code => [0x42, ...signed(value)]
/** The 64-bit word at the address on the stack, and so many bytes on. */
const load = (offset: number): Code => [0x29, 3, ...unsigned(offset)]
const store = (offset: number): Code => [0x37, 3, ...unsigned(offset)]
const I32_LESS = 0x48
const I32_ADD = 0x6a
const I32_AND = 0x71
const I64_LESS = 0x54
const I64_ADD = 0x7c
const I64_XOR = 0x85
const I64_SHIFT_LEFT = 0x86
const I64_SHIFT_RIGHT = 0x88
const TO_I32 = 0xa7
const TO_I64 = 0xad
const END = 0x0b

/** do { body } while (what is on the stack), of unsigned or small numbers. */
const loop = (body: Code): Code => [0x03, 0x40, ...body, 0x0d, 0, END]
const words = (each: (word: number) => Code): Code =>
  Array.from({ length: 8 }, (_, word) => each(word)).flat()

/** Eight locals from `to` = LPS of the eight from `from`: row takes byte number row of every word, times eight, as the offset. */
const transform = (from: number, to: number): Code =>
  words((row) => [
    ...words((word) => [
      ...get(from + word),
      ...(row === 0 ? [...i64(3), I64_SHIFT_LEFT] : [...i64(8 * row - 3), I64_SHIFT_RIGHT]),
      TO_I32,
      ...i32(255 * 8),
      I32_AND,
      ...load(TABLES + word * 256 * 8),
      ...(word === 0 ? [] : [I64_XOR]),
    ]),
    ...set(to + row),
  ])

/** compress(counted, message): HASH = g(HASH, message), both given by their addresses. */
function compress(): Code {
  const [counted, message, round, key, state, mixed] = [0, 1, 2, 3, 11, 19] as const
  const at = (address: number, word: number): Code => [...i32(0), ...load(address + 8 * word)]
  const from = (address: number, word: number): Code => [...get(address), ...load(8 * word)]
  return [
    ...words((word) => [...at(HASH, word), ...from(counted, word), I64_XOR, ...set(mixed + word)]),
    ...transform(mixed, key),
    ...words((word) => [...from(message, word), ...set(state + word)]),
    ...loop([
      ...words((word) => [...get(key + word), ...get(state + word), I64_XOR, ...set(mixed + word)]),
      ...transform(mixed, state),
      ...words((word) => [
        ...get(key + word),
        ...get(round),
        ...load(CONSTANTS + 8 * word),
        I64_XOR,
        ...set(mixed + word),
      ]),
      ...transform(mixed, key),
      ...[...get(round), ...i32(BLOCK), I32_ADD, ...tee(round), ...i32(ITERATION.length * BLOCK), I32_LESS],
    ]),
    ...words((word) => [
      ...[...i32(0), ...at(HASH, word), ...get(key + word), I64_XOR, ...get(state + word), I64_XOR],
      ...[...from(message, word), I64_XOR, ...store(HASH + 8 * word)],
    ]),
    END,
  ]
}

/**
 * absorb(block, end, bits): every block from one address to another, of so many bits each. Bits are counted in 64 bits of
 * the standard's 512: two exabytes.
 */
function absorb(): Code {
  const [block, end, bits, carry, partly, whole] = [0, 1, 2, 3, 4, 5] as const
  return [
    ...loop([
      ...[...i32(COUNTED), ...get(block), 0x10, 0],
      ...[...i32(0), ...i32(0), ...load(COUNTED), ...get(bits), TO_I64, I64_ADD, ...store(COUNTED)],
      ...[...i64(0), ...set(carry)],
      ...words((word) => [
        ...[...i32(0), ...load(CHECKSUM + 8 * word), ...get(carry), I64_ADD, ...tee(partly)],
        ...[...get(carry), I64_LESS, TO_I64, ...set(carry)],
        ...[...i32(0), ...get(partly), ...get(block), ...load(8 * word), I64_ADD, ...tee(whole)],
        ...store(CHECKSUM + 8 * word),
        ...[...get(whole), ...get(partly), I64_LESS, TO_I64, ...get(carry), I64_ADD, ...set(carry)],
      ]),
      ...[...get(block), ...i32(BLOCK), I32_ADD, ...tee(block), ...get(end), I32_LESS],
    ]),
    END,
  ]
}

const I32 = 0x7f
const I64 = 0x7e
const sized = (content: Code): Code => [...unsigned(content.length), ...content]
const vector = (items: Code[]): Code => [...unsigned(items.length), ...items.flat()]
const section = (id: number, items: Code[]): Code => [id, ...sized(vector(items))]
const exported = (name: string, kind: number, index: number): Code => [
  ...sized([...Buffer.from(name)]),
  kind,
  index,
]

const compiled = new WebAssembly.Module(
  Uint8Array.from([
    ...[...Buffer.from('\0asm'), 1, 0, 0, 0],
    ...section(1, [
      [0x60, 2, I32, I32, 0],
      [0x60, 3, I32, I32, I32, 0],
    ]),
    ...section(3, [[0], [1]]),
    ...section(5, [[0, PAGES]]),
    ...section(7, [exported('memory', 2, 0), exported('compress', 0, 0), exported('absorb', 0, 1)]),
    ...section(10, [
      sized([...vector([[1, I32], [24, I64]]), ...compress()]), // prettier-ignore
      sized([...vector([[3, I64]]), ...absorb()]),
    ]),
  ]),
)
const run = new WebAssembly.Instance(compiled).exports as {
  memory: WebAssembly.Memory
  compress: (counted: number, message: number) => void
  absorb: (block: number, end: number, bits: number) => void
}
const memory = new Uint8Array(run.memory.buffer)
const view = new DataView(run.memory.buffer)

const hexAt = (text: string, index: number): number => parseInt(text.slice(index * 8, (index + 1) * 8), 16)

// One table for S, P and L together: what byte b at place j of a row gives after substitution and the matrix.
for (let place = 0; place < 8; place++) {
  for (let byte = 0; byte < 256; byte++) {
    const substituted = parseInt(PI.slice(2 * byte, 2 * byte + 2), 16)
    let high = 0
    let low = 0
    for (let bit = 0; bit < 8; bit++) {
      if (!((substituted >> bit) & 1)) continue
      const row = 2 * (63 - (8 * place + bit))
      high ^= hexAt(MATRIX, row)
      low ^= hexAt(MATRIX, row + 1)
    }
    view.setInt32(TABLES + (place * 256 + byte) * 8, low, true)
    view.setInt32(TABLES + (place * 256 + byte) * 8 + 4, high, true)
  }
}
ITERATION.forEach((hex, round) => {
  for (let word = 0; word < 16; word++)
    view.setInt32(CONSTANTS + round * BLOCK + 4 * word, hexAt(hex, 15 - word), true)
})

/** How far a digest has got: the hash, the bits counted, the checksum. One digest at a time has it here. */
export const progress = memory.subarray(HASH, INPUT)
export const hash = memory.subarray(HASH, COUNTED)
/** Room for whole blocks of a message, in bytes. */
export const room = (PAGES * 65_536 - INPUT) & -BLOCK

/** Takes whole blocks, no more than there is room for. */
export function take(blocks: Uint8Array, bitsOfEach = BLOCK * 8): void {
  memory.set(blocks, INPUT)
  run.absorb(INPUT, INPUT + blocks.length, bitsOfEach)
}

/** The two compressions that end a digest. */
export function end(): void {
  run.compress(ZEROS, COUNTED)
  run.compress(ZEROS, CHECKSUM)
}
