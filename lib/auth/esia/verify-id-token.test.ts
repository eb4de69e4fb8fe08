import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readCertificate } from '@/lib/gost/certificate'
import { curveOf } from '@/lib/gost/curves'
import { readPem } from '@/lib/gost/pem'
import { readPrivateKey } from '@/lib/gost/private-key'
import { pureSigner } from '@/lib/gost/pure-signer'
import { makeSelfSigned } from '@/lib/gost/self-signed'
import { verifyIdToken } from './verify-id-token'

const at = new Date('2026-11-24T10:00:00Z')
const second = at.getTime() / 1000
const signerOf = (set: string) => {
  const validity = { from: new Date('2026-01-01'), to: new Date('2027-01-01') }
  const { key, certificate } = makeSelfSigned(curveOf(set), 'ЕСИА', validity)
  return pureSigner(readCertificate(readPem(certificate)[0]!.der), readPrivateKey(key))
}
const [own, foreign, strong] = [signerOf('CryptoPro-A'), signerOf('CryptoPro-A'), signerOf('tc26-512-A')]
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const trust = { gost: [own.certificate, strong.certificate], rsa: [createPublicKey(rsa)] }
const wanted = { trust, issuer: 'http://esia.test/', clientId: 'ARM_ELK', nonce: 'ours', at }

const claims = {
  iss: 'http://esia.test/',
  aud: 'ARM_ELK',
  sub: 1000007701,
  iat: second,
  nbf: second,
  exp: second + 3600,
  'urn:esia:sbj': { 'urn:esia:sbj:oid': 1000007701, 'urn:esia:sbj:is_tru': true },
}
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
type By = (text: Buffer) => Promise<Uint8Array> | Uint8Array
const gost: By = (text) => own.sign(text)
async function token(change: Record<string, unknown> = {}, alg = 'GOST3410_2012_256', by = gost) {
  const text = `${part({ typ: 'JWT', alg })}.${part({ ...claims, ...change })}`
  return `${text}.${Buffer.from(await by(Buffer.from(text))).toString('base64url')}`
}
const judge = (jwt: string, more: Partial<typeof wanted> = {}) => verifyIdToken(jwt, { ...wanted, ...more })
const refused = (problem: string) => ({ ok: false, problem })

describe('a token of ЕСИА', () => {
  const right = { ok: true, oid: '1000007701' }
  it('is believed by ГОСТ of both lengths, in either order of bytes, and by RSA', async () => {
    expect(judge(await token())).toEqual(right)
    expect(judge(await token({}, 'GOST3410_2012_512', (text) => strong.sign(text)))).toEqual(right)
    const reversed: By = async (text) => Buffer.from(await own.sign(text)).reverse()
    expect(judge(await token({}, 'GOST3410_2012_256', reversed))).toEqual(right)
    expect(judge(await token({}, 'RS256', (text) => sign('sha256', text, rsa)))).toEqual(right)
  })

  it('may carry our nonce, the audience as a list, the person as text', async () => {
    expect(judge(await token({ nonce: 'ours', aud: ['ARM_ELK'], sub: '1000007701' }))).toEqual(right)
  })

  it.each([
    ['issuer', { iss: 'https://esia.test/' }],
    ['issuer', { iss: 'http://esia.test.example.org/' }],
    ['audience', { aud: 'OTHER' }],
    ['audience', { aud: ['ARM_ELK', 'OTHER'] }],
    ['audience', { aud: [] }],
    ['nonce', { nonce: 'theirs' }],
    ['nonce', { nonce: '' }],
    ['subject', { 'urn:esia:sbj': { 'urn:esia:sbj:oid': 1 } }],
    ['expired', { exp: second - 61 }],
    ['early', { nbf: second + 61 }],
    ['early', { iat: second + 61, nbf: undefined }],
    ['unreadable', { exp: undefined }],
    ['unreadable', { exp: 'never' }],
    ['unreadable', { sub: '../1' }],
    ['unreadable', { sub: undefined }],
  ])('with a wrong %s is refused: %o', async (problem, change) => {
    expect(judge(await token(change))).toEqual(refused(problem))
  })

  it('a minute of difference between clocks is forgiven', async () => {
    expect(judge(await token({ exp: second - 59 }))).toEqual(right)
    expect(judge(await token({ iat: second + 59, nbf: second + 59 }))).toEqual(right)
  })
})

describe('a forged token', () => {
  it('by a key that is not ЕСИА’s, or of other content', async () => {
    expect(judge(await token({}, 'GOST3410_2012_256', (text) => foreign.sign(text)))).toEqual(
      refused('signature'),
    )
    const [head, , signature] = (await token()).split('.')
    expect(judge(`${head}.${part({ ...claims, sub: 1000007704 })}.${signature}`)).toEqual(
      refused('signature'),
    )
  })

  it.each(['none', 'HS256', 'RS512', 'GOST3410', 'ES256', ''])('with the algorithm «%s»', async (alg) => {
    expect(judge(await token({}, alg))).toEqual(refused('algorithm'))
  })

  it('that takes a public key for a secret, or one kind of key for another', async () => {
    const open = createPublicKey(rsa).export({ type: 'spki', format: 'pem' })
    const hmac: By = (text) => createHmac('sha256', open).update(text).digest()
    expect(judge(await token({}, 'HS256', hmac))).toEqual(refused('algorithm'))
    expect(judge(await token({}, 'RS256', hmac))).toEqual(refused('signature'))
    expect(judge(await token({}, 'RS256'))).toEqual(refused('signature'))
    expect(judge(await token({}, 'GOST3410_2012_512'))).toEqual(refused('signature'))
    expect(judge(await token(), { trust: { gost: [], rsa: trust.rsa } })).toEqual(refused('signature'))
  })

  it('without a signature, in two or four parts, or of nonsense', async () => {
    const [head, body, signature] = (await token()).split('.')
    expect(judge(`${head}.${body}.${'A'.repeat(86)}`)).toEqual(refused('signature'))
    const broken = ['', 'x', `${head}.${body}.`, `${head}.${body}`, `${head}.${body}.${signature}.x`, `${head}.%.x`, 'e30.e30.e30', `bnVsbA.bnVsbA.x`, 'a'.repeat(20_000)] // prettier-ignore
    for (const text of broken) expect(judge(text), text.slice(0, 40)).toEqual(refused('unreadable'))
  })

  it('with demands that nobody here understands', async () => {
    const text = `${part({ alg: 'GOST3410_2012_256', crit: ['x'] })}.${part(claims)}`
    const signature = Buffer.from(await own.sign(Buffer.from(text))).toString('base64url')
    expect(judge(`${text}.${signature}`)).toEqual(refused('unreadable'))
  })
})
