import { randomBytes } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { PrivateKey as KeyOctets, PrivateKeyInfo } from '@peculiar/asn1-pkcs8'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509'
import { ObjectIdentifier, Sequence } from 'asn1js'
import type { Curve } from './curves'
import { newScalar, publicKeyOf, scalarOf, signDigest } from './gost3410'
import { toPem } from './pem'
import { Streebog } from './streebog'

const COMMON_NAME = '2.5.4.3'
const oids = {
  256: { key: '1.2.643.7.1.1.1.1', digest: '1.2.643.7.1.1.2.2', signature: '1.2.643.7.1.1.3.2' },
  512: { key: '1.2.643.7.1.1.1.2', digest: '1.2.643.7.1.1.2.3', signature: '1.2.643.7.1.1.3.3' },
} as const

/** Parameters of a key: the set, and the digest where the old sets of CryptoPro want it named (RFC 9215). */
function keyAlgorithm(curve: Curve): AlgorithmIdentifier {
  const [set = ''] = curve.oids
  const { key, digest } = oids[curve.size === 32 ? 256 : 512]
  const value = [new ObjectIdentifier({ value: set })]
  if (set.startsWith('1.2.643.2.2.')) value.push(new ObjectIdentifier({ value: digest }))
  return new AlgorithmIdentifier({ algorithm: key, parameters: new Sequence({ value }).toBER() })
}

const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/** A key and a certificate that vouches for itself: for tests and the demo profile; no authority knows it. */
export function makeSelfSigned(
  curve: Curve,
  owner: string,
  validity: { from: Date; to: Date },
): { key: string; certificate: string } {
  const scalar = newScalar(curve)
  const secret = scalarOf(curve, scalar)
  const bits = curve.size === 32 ? 256 : 512
  const name = new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({
        type: COMMON_NAME,
        value: new AttributeValue({ utf8String: owner }),
      }),
    ]),
  ])
  const serial = randomBytes(16)
  serial[0] = 0x40 | (serial[0]! & 0x3f)
  const signature = new AlgorithmIdentifier({ algorithm: oids[bits].signature })
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: buffer(serial),
    signature,
    issuer: name,
    subject: name,
    validity: new Validity({ notBefore: validity.from, notAfter: validity.to }),
    subjectPublicKeyInfo: new SubjectPublicKeyInfo({
      algorithm: keyAlgorithm(curve),
      subjectPublicKey: AsnConvert.serialize(new OctetString(buffer(publicKeyOf(curve, secret)))),
    }),
  })
  const digest = new Streebog(bits).update(new Uint8Array(AsnConvert.serialize(tbs))).digest()
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: signature,
    signatureValue: buffer(signDigest(curve, secret, digest)),
  })
  const info = new PrivateKeyInfo({
    privateKeyAlgorithm: keyAlgorithm(curve),
    privateKey: new KeyOctets(buffer(scalar)),
  })
  return {
    key: toPem('PRIVATE KEY', new Uint8Array(AsnConvert.serialize(info))),
    certificate: toPem('CERTIFICATE', new Uint8Array(AsnConvert.serialize(certificate))),
  }
}
