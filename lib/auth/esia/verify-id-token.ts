import { verify } from 'node:crypto'
import { z } from 'zod'
import { verifyDigest } from '@/lib/gost/gost3410'
import { Streebog } from '@/lib/gost/streebog'
import type { EsiaTrust } from './settings'

const SKEW_S = 60
const LONGEST = 16_384

const Header = z.object({ alg: z.string(), crit: z.never().optional() })
const Oid = z.union([z.number().int().positive(), z.string().regex(/^\d{1,20}$/)]).transform(String)
const Claims = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  sub: Oid,
  exp: z.number(),
  iat: z.number(),
  nbf: z.number().optional(),
  nonce: z.string().optional(),
  'urn:esia:sbj': z
    .object({ 'urn:esia:sbj:oid': Oid.optional(), 'urn:esia:sbj:is_tru': z.boolean().optional() })
    .optional(),
})

export type IdTokenProblem =
  'unreadable' | 'algorithm' | 'signature' | 'issuer' | 'audience' | 'nonce' | 'subject' | 'expired' | 'early'
export type VerifiedIdToken = { ok: true; oid: string } | { ok: false; problem: IdTokenProblem }

type Wanted = { trust: EsiaTrust; issuer: string; clientId: string; nonce: string; at: Date }

/** Each algorithm has keys of its own kind: a token cannot choose a key for what it was not made for. */
function isSigned(algorithm: string, trust: EsiaTrust, text: Buffer, signature: Buffer): boolean | undefined {
  if (algorithm === 'RS256') return trust.rsa.some((key) => verify('sha256', text, key, signature))
  const bits = /^GOST3410_2012_(256|512)$/.exec(algorithm)?.[1]
  if (!bits) return undefined
  // CryptoPro's own order of bytes is the reverse of the one in certificates: both are seen.
  const orders = [signature, Buffer.from(signature).reverse()]
  return trust.gost
    .filter((one) => one.bits === Number(bits))
    .some(({ curve, publicKey, bits: size }) => {
      const digest = new Streebog(size).update(text).digest()
      return orders.some((order) => verifyDigest(curve, publicKey, digest, order))
    })
}

const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

/** Judges ЕСИА's token: signature first, then whose, for whom, when, for which sign-in. Never throws for what came. */
export function verifyIdToken(token: string, wanted: Wanted): VerifiedIdToken {
  const refuse = (problem: IdTokenProblem): VerifiedIdToken => ({ ok: false, problem })
  const parts = token.split('.')
  const [head = '', body = '', signature = ''] = parts
  if (token.length > LONGEST || parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part)))
    return refuse('unreadable')
  let header: unknown, payload: unknown
  try {
    header = read(head)
    payload = read(body)
  } catch {
    return refuse('unreadable')
  }
  const known = Header.safeParse(header)
  const claims = Claims.safeParse(payload)
  if (!known.success || !claims.success) return refuse('unreadable')
  const signed = isSigned(
    known.data.alg,
    wanted.trust,
    Buffer.from(`${head}.${body}`),
    Buffer.from(signature, 'base64url'),
  )
  if (signed === undefined) return refuse('algorithm')
  if (!signed) return refuse('signature')
  const { iss, aud, sub, exp, iat, nbf = iat, nonce, 'urn:esia:sbj': subject } = claims.data
  if (iss !== wanted.issuer) return refuse('issuer')
  if ([aud].flat().some((one) => one !== wanted.clientId) || aud.length === 0) return refuse('audience')
  // ЕСИА's own description lists no nonce; one that is there must be ours. PKCE binds the code to this sign-in anyway.
  if (nonce !== undefined && nonce !== wanted.nonce) return refuse('nonce')
  if (subject?.['urn:esia:sbj:oid'] !== undefined && subject['urn:esia:sbj:oid'] !== sub)
    return refuse('subject')
  const at = wanted.at.getTime() / 1000
  if (at > exp + SKEW_S) return refuse('expired')
  if (at < Math.max(nbf, iat) - SKEW_S) return refuse('early')
  return { ok: true, oid: sub }
}
