import type { Curve } from './curves'

export type Affine = { x: bigint; y: bigint }
/** Jacobian: the point (X/Z², Y/Z³); Z = 0 is the neutral element. */
type Jacobian = { X: bigint; Y: bigint; Z: bigint }
/** For each window of the scalar, the multiples 1 … 2^WINDOW − 1 of 2^(WINDOW·i)·P. */
export type Table = Affine[][]

const WINDOW = 6
const NEUTRAL: Jacobian = { X: 1n, Y: 1n, Z: 0n }

export function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}

/** Inverse modulo a prime. @throws for zero. */
export function invert(value: bigint, modulus: bigint): bigint {
  let [a, b, u, v] = [mod(value, modulus), modulus, 1n, 0n]
  if (a === 0n) throw new Error('zero has no inverse')
  while (a > 1n) {
    const quotient = b / a
    ;[b, a] = [a, b - quotient * a]
    ;[v, u] = [u, v - quotient * u]
  }
  return mod(u, modulus)
}

export function isOnCurve({ p, a, b }: Curve, { x, y }: Affine): boolean {
  if (x < 0n || y < 0n || x >= p || y >= p) return false
  return mod(y * y - (x * x * x + a * x + b), p) === 0n
}

const jacobian = ({ x, y }: Affine): Jacobian => ({ X: x, Y: y, Z: 1n })

function double({ p, a }: Curve, { X, Y, Z }: Jacobian): Jacobian {
  if (Z === 0n || Y === 0n) return NEUTRAL
  const yy = (Y * Y) % p
  const s = (4n * X * yy) % p
  const zz = (Z * Z) % p
  const m = a === p - 3n ? (3n * (X - zz) * (X + zz)) % p : (3n * X * X + a * ((zz * zz) % p)) % p
  const x = mod(m * m - 2n * s, p)
  return { X: x, Y: mod(m * (s - x) - 8n * yy * yy, p), Z: (2n * Y * Z) % p }
}

function add(curve: Curve, left: Jacobian, right: Affine): Jacobian {
  const { p } = curve
  const { X, Y, Z } = left
  if (Z === 0n) return jacobian(right)
  const zz = (Z * Z) % p
  const h = mod(right.x * zz - X, p)
  const r = mod(right.y * ((zz * Z) % p) - Y, p)
  if (h === 0n) return r === 0n ? double(curve, left) : NEUTRAL
  const hh = (h * h) % p
  const hhh = (h * hh) % p
  const v = (X * hh) % p
  const x = mod(r * r - hhh - 2n * v, p)
  return { X: x, Y: mod(r * (v - x) - Y * hhh, p), Z: (Z * h) % p }
}

/** Many points to affine with one inversion. @throws when one is the neutral element. */
function affine(p: bigint, points: Jacobian[]): Affine[] {
  let product = 1n
  const before = points.map(({ Z }) => {
    const sofar = product
    product = (product * Z) % p
    return sofar
  })
  let inverse = invert(product, p)
  const result: Affine[] = new Array(points.length)
  for (let i = points.length - 1; i >= 0; i--) {
    const { X, Y, Z } = points[i]!
    const z = (inverse * before[i]!) % p
    inverse = (inverse * Z) % p
    const zz = (z * z) % p
    result[i] = { x: (X * zz) % p, y: (Y * ((zz * z) % p)) % p }
  }
  return result
}

/** Some 2 700 points (256 bits) that make a multiplication of this point an addition a window. */
export function tabulate(curve: Curve, point: Affine): Table {
  const windows = Math.ceil((curve.size * 8) / WINDOW)
  const bases: Jacobian[] = [jacobian(point)]
  for (let i = 1; i < windows; i++) {
    let base = bases[i - 1]!
    for (let bit = 0; bit < WINDOW; bit++) base = double(curve, base)
    bases.push(base)
  }
  const rows = affine(curve.p, bases).map((base) => {
    const row = [jacobian(base), double(curve, jacobian(base))]
    while (row.length < (1 << WINDOW) - 1) row.push(add(curve, row.at(-1)!, base))
    return row
  })
  const flat = affine(curve.p, rows.flat())
  return rows.map((row, i) => flat.slice(i * row.length, (i + 1) * row.length))
}

function accumulate(curve: Curve, sum: Jacobian, table: Table, scalar: bigint): Jacobian {
  let result = sum
  const mask = BigInt((1 << WINDOW) - 1)
  for (let i = 0, rest = scalar; rest > 0n; i++, rest >>= BigInt(WINDOW)) {
    const digit = Number(rest & mask)
    if (digit) result = add(curve, result, table[i]![digit - 1]!)
  }
  return result
}

/** scalar · point, the point by its table; undefined for the neutral element. */
export function multiply(curve: Curve, table: Table, scalar: bigint): Affine | undefined {
  const sum = accumulate(curve, NEUTRAL, table, scalar)
  return sum.Z === 0n ? undefined : affine(curve.p, [sum])[0]
}

/** u · base + v · point, the base by its table and the point by its 4-bit multiples. */
export function combine(
  curve: Curve,
  base: Table,
  u: bigint,
  point: Table | Affine,
  v: bigint,
): Affine | undefined {
  let sum: Jacobian
  if (Array.isArray(point)) sum = accumulate(curve, NEUTRAL, point, v)
  else {
    const multiples = [jacobian(point), double(curve, jacobian(point))]
    while (multiples.length < 15) multiples.push(add(curve, multiples.at(-1)!, point))
    const small = affine(curve.p, multiples)
    sum = NEUTRAL
    for (const digit of v.toString(16)) {
      for (let bit = 0; bit < 4; bit++) sum = double(curve, sum)
      if (digit !== '0') sum = add(curve, sum, small[parseInt(digit, 16) - 1]!)
    }
  }
  sum = accumulate(curve, sum, base, u)
  return sum.Z === 0n ? undefined : affine(curve.p, [sum])[0]
}
