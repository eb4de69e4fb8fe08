import { ITERATION, MATRIX, PI } from './streebog-constants'

// GOST R 34.11-2012 (RFC 6986). A 512-bit vector is sixteen 32-bit halves, least significant first; bytes of the
// message fill it from the least significant end, so the digest comes out in the order openssl prints it.
const BLOCK = 64
const WORDS = 16
const ROUNDS = 12

const LOW = new Int32Array(8 * 256)
const HIGH = new Int32Array(8 * 256)
const CONSTANTS = ITERATION.map(toVector)
const ZERO = new Int32Array(WORDS)

// One table for S, P and L together: what byte b at place j of a row gives after substitution and the matrix.
for (let place = 0; place < 8; place++) {
  for (let byte = 0; byte < 256; byte++) {
    const substituted = hexAt(PI, byte, 2)
    for (let bit = 0; bit < 8; bit++) {
      if (!((substituted >> bit) & 1)) continue
      const row = 2 * (63 - (8 * place + bit))
      HIGH[place * 256 + byte]! ^= hexAt(MATRIX, row, 8)
      LOW[place * 256 + byte]! ^= hexAt(MATRIX, row + 1, 8)
    }
  }
}

function hexAt(text: string, index: number, length: number): number {
  return parseInt(text.slice(index * length, (index + 1) * length), 16)
}

function toVector(hex: string): Int32Array {
  return Int32Array.from({ length: WORDS }, (_, word) => hexAt(hex, WORDS - 1 - word, 8))
}

/** out = LPS(a xor b); one row takes byte number row of every 64-bit word. Unrolled: this is where the time goes. */
function transform(out: Int32Array, a: Int32Array, b: Int32Array, mixed: Int32Array): void {
  for (let word = 0; word < WORDS; word++) mixed[word] = a[word]! ^ b[word]!
  for (let half = 0; half < 2; half++) {
    const m0 = mixed[half]!
    const m1 = mixed[half + 2]!
    const m2 = mixed[half + 4]!
    const m3 = mixed[half + 6]!
    const m4 = mixed[half + 8]!
    const m5 = mixed[half + 10]!
    const m6 = mixed[half + 12]!
    const m7 = mixed[half + 14]!
    for (let shift = 0; shift < 32; shift += 8) {
      const e0 = (m0 >>> shift) & 255
      const e1 = 256 | ((m1 >>> shift) & 255)
      const e2 = 512 | ((m2 >>> shift) & 255)
      const e3 = 768 | ((m3 >>> shift) & 255)
      const e4 = 1024 | ((m4 >>> shift) & 255)
      const e5 = 1280 | ((m5 >>> shift) & 255)
      const e6 = 1536 | ((m6 >>> shift) & 255)
      const e7 = 1792 | ((m7 >>> shift) & 255)
      const row = (half << 3) | (shift >> 2)
      out[row] = LOW[e0]! ^ LOW[e1]! ^ LOW[e2]! ^ LOW[e3]! ^ LOW[e4]! ^ LOW[e5]! ^ LOW[e6]! ^ LOW[e7]!
      out[row | 1] =
        HIGH[e0]! ^ HIGH[e1]! ^ HIGH[e2]! ^ HIGH[e3]! ^ HIGH[e4]! ^ HIGH[e5]! ^ HIGH[e6]! ^ HIGH[e7]!
    }
  }
}

function addModulo(sum: Int32Array, term: Int32Array): void {
  let carry = 0
  for (let word = 0; word < WORDS; word++) {
    const total = (sum[word]! >>> 0) + (term[word]! >>> 0) + carry
    sum[word] = total
    carry = total > 0xffffffff ? 1 : 0
  }
}

export class Streebog {
  private readonly hash: Int32Array
  private readonly counted = new Int32Array(WORDS)
  private readonly checksum = new Int32Array(WORDS)
  private readonly tail = new Uint8Array(BLOCK)
  private readonly block = new Int32Array(WORDS)
  private readonly key = new Int32Array(WORDS)
  private readonly state = new Int32Array(WORDS)
  private readonly mixed = new Int32Array(WORDS)
  private readonly bits = new Int32Array(WORDS)
  private filled = 0
  private finished = false

  constructor(private readonly size: 256 | 512 = 256) {
    this.hash = new Int32Array(WORDS).fill(size === 256 ? 0x01010101 : 0)
  }

  update(bytes: Uint8Array): this {
    if (this.finished) throw new Error('The digest has been taken already')
    let at = 0
    if (this.filled > 0) {
      at = Math.min(BLOCK - this.filled, bytes.length)
      this.tail.set(bytes.subarray(0, at), this.filled)
      this.filled += at
      if (this.filled < BLOCK) return this
      this.take(this.tail, 0, BLOCK)
      this.filled = 0
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.take(bytes, at, BLOCK)
    this.tail.set(bytes.subarray(at))
    this.filled = bytes.length - at
    return this
  }

  digest(): Uint8Array {
    if (this.finished) throw new Error('The digest has been taken already')
    this.finished = true
    const rest = this.filled
    this.tail.fill(0, rest)
    this.tail[rest] = 1
    this.take(this.tail, 0, rest)
    this.compress(ZERO, this.counted)
    this.compress(ZERO, this.checksum)
    const bytes = new Uint8Array(BLOCK)
    const view = new DataView(bytes.buffer)
    for (let word = 0; word < WORDS; word++) view.setInt32(word * 4, this.hash[word]!, true)
    return bytes.subarray(this.size === 256 ? 32 : 0)
  }

  private take(bytes: Uint8Array, at: number, length: number): void {
    for (let word = 0, i = at; word < WORDS; word++, i += 4)
      this.block[word] = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    this.compress(this.counted, this.block)
    this.bits[0] = length * 8
    addModulo(this.counted, this.bits)
    addModulo(this.checksum, this.block)
  }

  private compress(counted: Int32Array, message: Int32Array): void {
    const { key, state, mixed, hash } = this
    transform(key, hash, counted, mixed)
    transform(state, key, message, mixed)
    for (let round = 1; round < ROUNDS; round++) {
      transform(key, key, CONSTANTS[round - 1]!, mixed)
      transform(state, key, state, mixed)
    }
    transform(key, key, CONSTANTS[ROUNDS - 1]!, mixed)
    for (let word = 0; word < WORDS; word++) hash[word]! ^= state[word]! ^ key[word]! ^ message[word]!
  }
}

export function streebog256(bytes: Uint8Array): Uint8Array {
  return new Streebog(256).update(bytes).digest()
}
