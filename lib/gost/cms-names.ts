import type { Bits } from './certificate'

/** Names of CMS (RFC 5652), CAdES (RFC 5126) and ГОСТ in them (Р 1323565.1.025). */
export const SIGNED_DATA = '1.2.840.113549.1.7.2'
export const DATA = '1.2.840.113549.1.7.1'
export const CONTENT_TYPE = '1.2.840.113549.1.9.3'
export const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
export const SIGNING_TIME = '1.2.840.113549.1.9.5'
export const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47'

export const STREEBOG_OID = { 256: '1.2.643.7.1.1.2.2', 512: '1.2.643.7.1.1.2.3' } as const
export const KEY_ALGORITHM = { 256: '1.2.643.7.1.1.1.1', 512: '1.2.643.7.1.1.1.2' } as const

/** CryptoPro and OpenSSL name the key's algorithm here, others the signature's: both are seen. */
export const SIGNATURE_BITS: Record<string, Bits> = {
  '1.2.643.7.1.1.1.1': 256,
  '1.2.643.7.1.1.3.2': 256,
  '1.2.643.7.1.1.1.2': 512,
  '1.2.643.7.1.1.3.3': 512,
}

export type DigestName = 'streebog256' | 'streebog512' | 'sha256' | 'sha384' | 'sha512'

export const DIGESTS: Record<string, DigestName> = {
  '1.2.643.7.1.1.2.2': 'streebog256',
  '1.2.643.7.1.1.2.3': 'streebog512',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
