import { sign } from 'node:crypto'
import type { Fault } from './faults'
import type { Keys } from './keys'
import type { Person } from './persons'

type Claims = Record<string, unknown>
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function jwt(keys: Keys, kind: 'id' | 'access', claims: Claims, fault: Fault): Promise<string> {
  const rsa = fault === 'rs256'
  const header = { ver: 0, typ: 'JWT', sbt: kind, alg: rsa ? 'RS256' : 'GOST3410_2012_256' }
  const text = `${part(header)}.${part(claims)}`
  const signature = rsa
    ? sign('sha256', Buffer.from(text), keys.rsa)
    : Buffer.from(await keys.gost.sign(Buffer.from(text)))
  if (fault === 'signature') signature[5]! ^= 1
  return `${text}.${signature.toString('base64url')}`
}

type Wanted = { issuer: string; client: string; person: Person; scope: string; nonce?: string; fault: Fault }

export function idToken(keys: Keys, { issuer, client, person, nonce, fault }: Wanted): Promise<string> {
  const at = Math.floor(Date.now() / 1000) - (fault === 'stale' ? 7200 : 0)
  return jwt(
    keys,
    'id',
    {
      iss: fault === 'issuer' ? 'http://esia.example.org/' : issuer,
      aud: fault === 'audience' ? 'SOMEBODY_ELSE' : client,
      sub: person.oid,
      iat: at,
      nbf: at,
      exp: at + 3600,
      auth_time: at,
      amr: 'PWD',
      'urn:esia:amd': 'PWD',
      'urn:esia:sid': crypto.randomUUID(),
      'urn:esia:sbj': {
        'urn:esia:sbj:typ': 'P',
        'urn:esia:sbj:oid': person.oid,
        'urn:esia:sbj:nam': `OID.${person.oid}`,
        ...(person.trusted && { 'urn:esia:sbj:is_tru': true }),
      },
      ...(nonce && { nonce: fault === 'nonce' ? 'of-somebody-else' : nonce }),
    },
    fault,
  )
}

export function accessToken(keys: Keys, { issuer, client, person, scope, fault }: Wanted): Promise<string> {
  const at = Math.floor(Date.now() / 1000)
  const claims = { nbf: at, iat: at, exp: at + 3600, iss: issuer, client_id: client, scope }
  return jwt(
    keys,
    'access',
    { ...claims, 'urn:esia:sid': crypto.randomUUID(), 'urn:esia:sbj_id': person.oid },
    fault,
  )
}
