import type { Certificate } from './certificate'

/**
 * Signs with a key of GOST R 34.10-2012. The implementations: pure TypeScript, OpenSSL's engine, an external command or
 * service (the seat of a certified СКЗИ).
 */
export interface Signer {
  readonly certificate: Certificate
  /** ГОСТ Р 34.11-2012 of the length of the certificate's key. */
  digest(bytes: Uint8Array): Uint8Array
  /** s ‖ r, big-endian, over the bytes' own digest. Rejects when the key's holder does not answer. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}
