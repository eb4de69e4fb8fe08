import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Streebog, streebog256 } from './streebog'
import { ITERATION, MATRIX, PI } from './streebog-constants'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const digest = (size: 256 | 512, bytes: Uint8Array) => hex(new Streebog(size).update(bytes).digest())

// RFC 6986, section 10, in the order of bytes that openssl prints; the last two were computed with Nettle.
const first = Buffer.from('012345678901234567890123456789012345678901234567890123456789012')
const second = Buffer.from(
  'd1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb',
  'hex',
)
const long = Buffer.from(Array.from({ length: 2561 }, (_, i) => (i === 2560 ? 0x78 : i % 256)))
const answers: [string, Uint8Array, string, string][] = [
  [
    'the empty string',
    new Uint8Array(),
    '3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb',
    '8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a',
  ],
  [
    'M1',
    first,
    '9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500',
    '1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48',
  ],
  [
    'M2',
    second,
    '9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50',
    '1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28',
  ],
  [
    'one full block of ones',
    Buffer.alloc(64, 0xff),
    '964a5ab60286f106288743e2fe1a422d160898ca1bd535e831aa500cfe34d7e8',
    '41629de677d7e8090c3cd70affe3300d1e1cfba2db97945ec37feb4e1375bc02a53f00370b7d715b07f37f93cac844efadbfd1b85f9ddae3de9656c0e95affc7',
  ],
  [
    'many blocks',
    long,
    '83a28d05463ff2593ffc436b3f9aae172386dc39224e07fe9c46e15f687796a8',
    '970f531202a90b6eb757be0bbfe1a8afc9522c1c3f7a0a6228df1e4112365e0c84c5221fa40fd7e621e44c37d13115d994ab5f805cca23b991117300ede74cd3',
  ],
]

// The standard word for word, of bytes from the most significant on: no tables, no words, a thousand times as slow.
const xor = (a: bigint, b: bigint) => a ^ b
const number = (bytes: Uint8Array) => BigInt(`0x0${hex(bytes)}`)
const bytesOf = (value: bigint) => Buffer.from(value.toString(16).padStart(128, '0'), 'hex')
const rows = (MATRIX.match(/.{16}/g) ?? []).map((row) => BigInt(`0x${row}`))
const substitution = Buffer.from(PI, 'hex')
function lps(value: bigint): bigint {
  const s = bytesOf(value).map((byte) => substitution[byte]!)
  const p = s.map((_, at) => s[8 * (at % 8) + Math.floor(at / 8)]!)
  const words = Array.from({ length: 8 }, (_, word) => {
    const bits = number(p.subarray(8 * word, 8 * word + 8))
    return rows.reduce((sum, row, bit) => ((bits >> BigInt(63 - bit)) & 1n ? sum ^ row : sum), 0n)
  })
  return words.reduce((sum, word) => (sum << 64n) | word, 0n)
}
function g(counted: bigint, hash: bigint, message: bigint): bigint {
  let key = lps(xor(hash, counted))
  let state = message
  for (const constant of ITERATION) {
    state = lps(xor(key, state))
    key = lps(xor(key, BigInt(`0x${constant}`)))
  }
  return key ^ state ^ hash ^ message
}
function byTheStandard(size: 256 | 512, bytes: Uint8Array): string {
  const modulo = 1n << 512n
  let [hash, counted, checksum] = [size === 256 ? number(Buffer.alloc(64, 1)) : 0n, 0n, 0n]
  for (let at = 0; at <= bytes.length; at += 64) {
    const piece = Buffer.from(bytes.subarray(at, at + 64))
    const padding = piece.length < 64 ? [...Array<number>(63 - piece.length).fill(0), 1] : []
    const block = number(Buffer.from([...padding, ...piece.reverse()]))
    hash = g(counted, hash, block)
    counted = (counted + BigInt(8 * piece.length)) % modulo
    checksum = (checksum + block) % modulo
  }
  return hex(
    bytesOf(g(0n, g(0n, hash, counted), checksum))
      .reverse()
      .subarray(size === 256 ? 32 : 0),
  )
}

describe('Streebog', () => {
  it.each(answers)('gives the known digests of %s', (_, bytes, short, full) => {
    expect(digest(256, bytes)).toBe(short)
    expect(digest(512, bytes)).toBe(full)
    expect(hex(streebog256(bytes))).toBe(short)
  })

  it('is what the standard says of any message', () => {
    const many = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 300 }).map((size) => new Uint8Array(size).fill(255))) // prettier-ignore
    fc.assert(
      fc.property(fc.constantFrom(256 as const, 512 as const), many, (size, bytes) => {
        expect(digest(size, bytes)).toBe(byTheStandard(size, bytes))
      }),
      { numRuns: 40 },
    )
  })

  it('carries over every word of the checksum', () => {
    const blocks = [255, 1, 254, 3].map((byte, at) => Buffer.alloc(64, byte).fill(255, at * 8, at * 8 + 24))
    expect(digest(256, Buffer.concat(blocks))).toBe(byTheStandard(256, Buffer.concat(blocks)))
  })

  it('takes a message larger than its room, and several at once, piece by piece', () => {
    const large = Buffer.from(Array.from({ length: 250_003 }, (_, at) => (at * 31) & 255))
    const [one, two] = [new Streebog(256), new Streebog(512)]
    for (let at = 0; at < large.length; at += 997) {
      one.update(large.subarray(at, at + 997))
      two.update(large.subarray(at, at + 997))
    }
    expect(hex(one.digest())).toBe(digest(256, large))
    expect(hex(two.digest())).toBe(digest(512, large))
  })

  it('does not depend on how the message is cut', () => {
    const cut = fc.array(fc.nat(200), { maxLength: 8 })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), cut, (bytes, sizes) => {
        const stream = new Streebog(256)
        let at = 0
        for (const size of sizes) {
          stream.update(bytes.subarray(at, at + size))
          at = Math.min(at + size, bytes.length)
        }
        expect(hex(stream.update(bytes.subarray(at)).digest())).toBe(hex(streebog256(bytes)))
      }),
    )
  })

  it('refuses to go on after the digest', () => {
    const done = new Streebog()
    done.digest()
    expect(() => done.update(new Uint8Array(1))).toThrow()
    expect(() => done.digest()).toThrow()
  })
})
