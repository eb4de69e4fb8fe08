import { AsnConvert, OctetString as Octets } from '@peculiar/asn1-schema'
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifier,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignatureAlgorithmIdentifier,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
  SigningTime,
} from '@peculiar/asn1-cms'
import { Certificate as Structure } from '@peculiar/asn1-x509'
import { ObjectIdentifier, OctetString, Sequence, Set as AsnSet, fromBER } from 'asn1js'
import {
  CONTENT_TYPE,
  DATA,
  KEY_ALGORITHM,
  MESSAGE_DIGEST,
  SIGNED_DATA,
  SIGNING_CERTIFICATE_V2,
  SIGNING_TIME,
  STREEBOG_OID,
} from './cms-names'
import type { Signer } from './signer'
import { Streebog } from './streebog'

const buffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
const octets = (bytes: Uint8Array) => new OctetString({ valueHex: buffer(bytes) })
const name = (oid: string) => new ObjectIdentifier({ value: oid })

/** CAdES-BES (RFC 5126): what is signed, when it says it was, and by which certificate, in the order of DER. */
function attributes({ certificate }: Signer, digest: Uint8Array, at: Date): Attribute[] {
  const { bits, der } = certificate
  const hash = new Streebog(bits).update(der).digest()
  const algorithm = new Sequence({ value: [name(STREEBOG_OID[bits])] })
  const named = new Sequence({ value: [algorithm, octets(hash)] })
  const values: [string, ArrayBuffer][] = [
    [CONTENT_TYPE, name(DATA).toBER()],
    [MESSAGE_DIGEST, AsnConvert.serialize(new Octets(buffer(digest)))],
    [SIGNING_TIME, AsnConvert.serialize(new SigningTime(at))],
    [SIGNING_CERTIFICATE_V2, new Sequence({ value: [new Sequence({ value: [named] })] }).toBER()],
  ]
  return values
    .map(([attrType, value]) => new Attribute({ attrType, attrValues: [value] }))
    .map((attribute) => ({ attribute, der: Buffer.from(AsnConvert.serialize(attribute)) }))
    .sort((one, other) => Buffer.compare(one.der, other.der))
    .map(({ attribute }) => attribute)
}

/**
 * Makes a detached signature of bytes that are known by their digest (Streebog of the signer's length), as CAdES-BES.
 * @throws when the key's holder does not answer, or the certificate is not in DER
 */
export async function makeCms(signer: Signer, digest: Uint8Array, at: Date): Promise<Buffer> {
  const { bits, der } = signer.certificate
  if (digest.length * 8 !== bits) throw new Error(`a digest of ${bits} bits is wanted`)
  const certificate = AsnConvert.parse(der, Structure)
  const { issuer, serialNumber } = certificate.tbsCertificate
  const signedAttrs = attributes(signer, digest, at)
  const signed = new AsnSet({
    value: signedAttrs.map((attribute) => fromBER(AsnConvert.serialize(attribute)).result),
  })
  const digestAlgorithm = new DigestAlgorithmIdentifier({ algorithm: STREEBOG_OID[bits] })
  const data = new SignedData({
    version: CMSVersion.v1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([digestAlgorithm]),
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: DATA }),
    certificates: new CertificateSet([new CertificateChoices({ certificate })]),
    signerInfos: new SignerInfos([
      new SignerInfo({
        version: CMSVersion.v1,
        sid: new SignerIdentifier({
          issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }),
        }),
        digestAlgorithm,
        signedAttrs,
        signatureAlgorithm: new SignatureAlgorithmIdentifier({ algorithm: KEY_ALGORITHM[bits] }),
        signature: new Octets(buffer(await signer.sign(new Uint8Array(signed.toBER())))),
      }),
    ]),
  })
  const content = AsnConvert.serialize(data)
  const cms = Buffer.from(AsnConvert.serialize(new ContentInfo({ contentType: SIGNED_DATA, content })))
  if (!cms.includes(der)) throw new Error('the certificate is not in DER: it would not go out as it is')
  return cms
}
