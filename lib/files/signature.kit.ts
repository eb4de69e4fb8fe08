import { readCertificate } from '@/lib/gost/certificate'
import { curveOf } from '@/lib/gost/curves'
import { makeCms } from '@/lib/gost/make-cms'
import { readPem } from '@/lib/gost/pem'
import { readPrivateKey } from '@/lib/gost/private-key'
import { pureSigner } from '@/lib/gost/pure-signer'
import { makeSelfSigned } from '@/lib/gost/self-signed'
import type { Signer } from '@/lib/gost/signer'
import { Streebog } from '@/lib/gost/streebog'

const decade = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2036-01-01T00:00:00Z') }

/** A signer with a new key: nobody's. */
export function signerOf(set = 'CryptoPro-A', validity = decade, owner = 'Образцова В. Т.'): Signer {
  const { key, certificate } = makeSelfSigned(curveOf(set), owner, validity)
  return pureSigner(readCertificate(readPem(certificate)[0]!.der), readPrivateKey(key))
}

/** A detached signature of these bytes. */
export function signatureOf(
  bytes: Uint8Array,
  signer = signerOf(),
  at = new Date('2026-11-20T06:12:00Z'),
): Promise<Buffer> {
  const digest = new Streebog(signer.certificate.bits).update(bytes).digest()
  return makeCms(signer, digest, at)
}
