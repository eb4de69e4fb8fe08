import { randomBytes } from 'node:crypto'
import { curves, type Curve } from './curves'
import { combine, invert, isOnCurve, mod, multiply, tabulate, type Affine, type Table } from './point'

// GOST R 34.10-2012 (RFC 7091) over a ready digest. Running time depends on the key: not for hosts where a stranger can
// measure it, and no certified СКЗИ. Byte orders are those of certificates, CMS and СМЭВ: the digest is read
// little-endian, a signature is s ‖ r big-endian, a public key x ‖ y little-endian.

const KNOWN_KEYS = 16
const bases = new Map<Curve, Table>()
const known = new Map<string, Table | null>()

function baseOf(curve: Curve): Table {
  let table = bases.get(curve)
  if (!table) bases.set(curve, (table = tabulate(curve, { x: curve.x, y: curve.y })))
  return table
}

const fromBig = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
const fromLittle = (bytes: Uint8Array): bigint => fromBig(Uint8Array.from(bytes).reverse())
const toBig = (value: bigint, size: number): Buffer =>
  Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex')
const toLittle = (value: bigint, size: number): Buffer => toBig(value, size).reverse()

const hashOf = (curve: Curve, digest: Uint8Array): bigint => mod(fromLittle(digest), curve.q) || 1n

function randomScalar({ q, size }: Curve): bigint {
  for (;;) {
    const scalar = fromBig(randomBytes(size))
    if (scalar > 0n && scalar < q) return scalar
    // Orders of 254 and 510 bits: a quarter of the draws would do; clear the top bits instead of drawing again.
    const shorter = scalar & ((1n << BigInt(q.toString(2).length)) - 1n)
    if (shorter > 0n && shorter < q) return shorter
  }
}

/** Secret scalar of a private key as it stands in PKCS#8: little-endian. @throws outside 1 … q − 1. */
export function scalarOf(curve: Curve, bytes: Uint8Array): bigint {
  const scalar = fromLittle(bytes)
  if (scalar <= 0n || scalar >= curve.q) throw new Error('the private key is out of range')
  return scalar
}

export const newScalar = (curve: Curve): Buffer => toLittle(randomScalar(curve), curve.size)

/** x ‖ y, each little-endian, as in SubjectPublicKeyInfo. */
export function publicKeyOf(curve: Curve, secret: bigint): Buffer {
  const point = multiply(curve, baseOf(curve), secret)
  if (!point) throw new Error('the private key is out of range')
  return Buffer.concat([toLittle(point.x, curve.size), toLittle(point.y, curve.size)])
}

/**
 * Signs a digest.
 * @param nonce only for the standard's own examples; a random one otherwise
 * @returns s ‖ r, 64 or 128 bytes
 */
export function signDigest(curve: Curve, secret: bigint, digest: Uint8Array, nonce?: bigint): Buffer {
  const e = hashOf(curve, digest)
  for (;;) {
    const k = nonce ?? randomScalar(curve)
    const point = multiply(curve, baseOf(curve), k)
    const r = point ? mod(point.x, curve.q) : 0n
    const s = mod(r * secret + k * e, curve.q)
    if (r && s) return Buffer.concat([toBig(s, curve.size), toBig(r, curve.size)])
    if (nonce) throw new Error('this nonce gives no signature')
  }
}

/** Whether the signature s ‖ r is of this digest by this public key. Never throws for what a stranger sent. */
export function verifyDigest(
  curve: Curve,
  publicKey: Uint8Array,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { size, q } = curve
  if (signature.length !== 2 * size || publicKey.length !== 2 * size || digest.length !== size) return false
  const s = fromBig(signature.subarray(0, size))
  const r = fromBig(signature.subarray(size))
  if (s <= 0n || s >= q || r <= 0n || r >= q) return false
  const point: Affine = {
    x: fromLittle(publicKey.subarray(0, size)),
    y: fromLittle(publicKey.subarray(size)),
  }
  if (!isOnCurve(curve, point)) return false
  const v = invert(hashOf(curve, digest), q)
  const sum = combine(
    curve,
    baseOf(curve),
    mod(s * v, q),
    remembered(curve, publicKey, point),
    mod(-r * v, q),
  )
  return sum !== undefined && mod(sum.x, q) === r
}

/** A key that comes again gets a table of its own, as СМЭВ's and ЕПГУ's do with every answer. */
function remembered(curve: Curve, publicKey: Uint8Array, point: Affine): Table | Affine {
  const key = `${curve.name} ${Buffer.from(publicKey).toString('base64')}`
  const table = known.get(key)
  known.delete(key)
  if (known.size >= KNOWN_KEYS) known.delete(known.keys().next().value!)
  const next = table === undefined ? null : (table ?? tabulate(curve, point))
  known.set(key, next)
  return next ?? point
}

/** Each set's generator lies on its curve and has the order it claims. */
export const checkCurves = (): string[] => curves.filter((curve) => !soundly(curve)).map(({ name }) => name)

function soundly(curve: Curve): boolean {
  if (!isOnCurve(curve, { x: curve.x, y: curve.y })) return false
  const last = multiply(curve, baseOf(curve), curve.q - 1n)
  return last?.x === curve.x && last.y === curve.p - curve.y
}
