import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { curveOf, curves, type Curve } from './curves'
import { checkCurves, newScalar, publicKeyOf, scalarOf, signDigest, verifyDigest } from './gost3410'

const little = (hex: string, size: number) => Buffer.from(hex.padStart(2 * size, '0'), 'hex').reverse()
const secret = (curve: Curve) => scalarOf(curve, newScalar(curve))

// GOST R 34.10-2012, appendix A.2: a curve of its own, used nowhere else.
const appendix: Curve = {
  name: 'GOST R 34.10-2012 A.2',
  oids: [],
  size: 64,
  p: 0x4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15df1d852741af4704a0458047e80e4546d35b8336fac224dd81664bbf528be6373n,
  a: 7n,
  b: 0x1cff0806a31116da29d8cfa54e57eb748bc5f377e49400fdd788b649eca1ac4361834013b2ad7322480a89ca58e0cf74bc9e540c2add6897fad0a3084f302adcn,
  q: 0x4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15da82f2d7ecb1dbac719905c5eecc423f1d86e25edbe23c595d644aaf187e6e6dfn,
  x: 0x24d19cc64572ee30f396bf6ebbfd7a6c5213b3b3d7057cc825f91093a68cd762fd60611262cd838dc6b60aa7eee804e28bc849977fac33b4b530f1b120248a9an,
  y: 0x2bb312a43bd2ce6e0d020613c857acddcfbf061e91e5f2c3f32447c259f39b2c83ab156d77f1496bf7eb3351e1ee4e43dc1a18b91b24640b6dbb92cb1add371en,
}

describe('the examples of the standard', () => {
  it('A.1 (RFC 7091, section 7): 256 bits', () => {
    const curve = curveOf('1.2.643.2.2.35.0')
    const d = 0x7a929ade789bb9be10ed359dd39a72c11b60961f49397eee1d19ce9891ec3b28n
    const digest = little('2dfbc1b372d89a1188c09c52e0eec61fce52032ab1022e8e67ece6672b043ee5', 32)
    const k = 0x77105c9b20bcd3122823c8cf6fcc7b956de33814e95b7fe64fed924594dceab3n
    const signature = signDigest(curve, d, digest, k)
    expect(signature.toString('hex')).toBe(
      '01456c64ba4642a1653c235a98a60249bcd6d3f746b631df928014f6c5bf9c40' +
        '41aa28d2f1ab148280cd9ed56feda41974053554a42767b83ad043fd39dc0493',
    )
    const key = publicKeyOf(curve, d)
    expect(Buffer.from(key.subarray(0, 32)).reverse().toString('hex')).toBe(
      '7f2b49e270db6d90d8595bec458b50c58585ba1d4e9b788f6689dbd8e56fd80b',
    )
    expect(Buffer.from(key.subarray(32)).reverse().toString('hex')).toBe(
      '26f1b489d6701dd185c8413a977b3cbbaf64d1c593d26627dffb101a87ff77da',
    )
    expect(verifyDigest(curve, key, digest, signature)).toBe(true)
  })

  it('A.2: 512 bits', () => {
    const d =
      0xba6048aadae241ba40936d47756d7c93091a0e8514669700ee7508e508b102072e8123b2200a0563322dad2827e2714a2636b7bfd18aadfc62967821fa18dd4n
    const digest = little(
      '3754f3cfacc9e0615c4f4a7c4d8dab531b09b6f9c170c533a71d147035b0c5917184ee536593f4414339976c647c5d5a407adedb1d560c4fc6777d2972075b8c',
      64,
    )
    const k =
      0x359e7f4b1410feacc570456c6801496946312120b39d019d455986e364f365886748ed7a44b3e794434006011842286212273a6d14cf70ea3af71bb1ae679f1n
    const signature = signDigest(appendix, d, digest, k)
    expect(signature.toString('hex')).toBe(
      '1081b394696ffe8e6585e7a9362d26b6325f56778aadbc081c0bfbe933d52ff5823ce288e8c4f362526080df7f70ce406a6eeb1f56919cb92a9853bde73e5b4a' +
        '2f86fa60a081091a23dd795e1e3c689ee512a3c82ee0dcc2643c78eea8fcacd35492558486b20f1c9ec197c90699850260c93bcbcd9c5c3317e19344e173ae36',
    )
    expect(verifyDigest(appendix, publicKeyOf(appendix, d), digest, signature)).toBe(true)
  })
})

it('the generator of every set lies on its curve and has the order that is written', () => {
  expect(checkCurves()).toEqual([])
  expect(new Set(curves.flatMap(({ oids }) => oids)).size).toBe(curves.flatMap(({ oids }) => oids).length)
})

describe.each(curves)('$name', (curve) => {
  const key = secret(curve)
  const publicKey = publicKeyOf(curve, key)
  const digest = randomBytes(curve.size)
  const signature = signDigest(curve, key, digest)

  it('verifies what it signed, the first time and later', () => {
    for (let i = 0; i < 3; i++) expect(verifyDigest(curve, publicKey, digest, signature)).toBe(true)
  })

  it('refuses any other bit, key and digest', () => {
    for (const bytes of [signature, digest, publicKey])
      for (const place of [0, bytes.length >> 1, bytes.length - 1]) {
        const changed = Buffer.from(bytes)
        changed[place]! ^= 1
        const pick = (own: Uint8Array) => (own === bytes ? changed : own)
        expect(verifyDigest(curve, pick(publicKey), pick(digest), pick(signature))).toBe(false)
      }
    expect(verifyDigest(curve, publicKeyOf(curve, secret(curve)), digest, signature)).toBe(false)
  })

  it('refuses what is no signature, no key, no digest', () => {
    const order = Buffer.from(curve.q.toString(16).padStart(curve.size * 2, '0'), 'hex')
    for (const bad of [
      Buffer.alloc(0),
      Buffer.alloc(2 * curve.size),
      Buffer.concat([signature, Buffer.from([0])]),
      Buffer.concat([order, signature.subarray(curve.size)]),
      Buffer.concat([signature.subarray(0, curve.size), order]),
    ])
      expect(verifyDigest(curve, publicKey, digest, bad)).toBe(false)
    expect(verifyDigest(curve, Buffer.alloc(2 * curve.size), digest, signature)).toBe(false)
    expect(verifyDigest(curve, publicKey, digest.subarray(1), signature)).toBe(false)
  })
})

it('a digest of zero counts as one, as the standard says', () => {
  const curve = curveOf('CryptoPro-A')
  const key = secret(curve)
  const signature = signDigest(curve, key, Buffer.alloc(32))
  expect(verifyDigest(curve, publicKeyOf(curve, key), Buffer.alloc(32), signature)).toBe(true)
  expect(verifyDigest(curve, publicKeyOf(curve, key), little('01', 32), signature)).toBe(true)
})

it('a secret outside 1 … q − 1 is no key', () => {
  const curve = curveOf('tc26-256-A')
  expect(() => scalarOf(curve, Buffer.alloc(32))).toThrow('out of range')
  expect(() => scalarOf(curve, Buffer.alloc(32, 0xff))).toThrow('out of range')
  expect(() => curveOf('1.2.3')).toThrow('unknown parameter set')
})
