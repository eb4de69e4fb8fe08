import type { Certificate } from './certificate'
import { publicKeyOf, signDigest } from './gost3410'
import type { PrivateKey } from './private-key'
import type { Signer } from './signer'
import { Streebog } from './streebog'

/** The digest that goes with a certificate's key, by our own Streebog. */
export const digestOf =
  ({ bits }: Certificate) =>
  (bytes: Uint8Array): Uint8Array =>
    new Streebog(bits).update(bytes).digest()

/** @throws when the key is not the certificate's. */
export function refuseForeignKey(certificate: Certificate, key: PrivateKey): void {
  if (
    key.curve !== certificate.curve ||
    !publicKeyOf(key.curve, key.secret).equals(Buffer.from(certificate.publicKey))
  )
    throw new Error(`the key is not the one of the certificate of ${certificate.owner}`)
}

/** Pure TypeScript: for tests, demonstration and hosts without OpenSSL's engine. No certified СКЗИ. */
export function pureSigner(certificate: Certificate, key: PrivateKey): Signer {
  refuseForeignKey(certificate, key)
  const digest = digestOf(certificate)
  return { certificate, digest, sign: async (bytes) => signDigest(key.curve, key.secret, digest(bytes)) }
}
