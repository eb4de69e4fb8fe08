import { AsnConvert } from '@peculiar/asn1-schema'
import type { SignerInfo } from '@peculiar/asn1-cms'
import { Certificate as Structure, SubjectKeyIdentifier } from '@peculiar/asn1-x509'
import { KEY_OID, readCertificate } from './certificate'
import { DIGESTS, SIGNATURE_BITS, STREEBOG_OID, type DigestName } from './cms-names'
import { describeCertificate, type CertificateNames } from './describe-certificate'
import { openDigest } from './digest'
import { verifyDigest } from './gost3410'
import type { Cms } from './read-cms'
import { readSignedAttributes, type SignedAttributes } from './signed-attributes'
import { Streebog } from './streebog'

export type CmsSigner = {
  certificate: CertificateNames
  /** As the signer's own clock said; nobody vouches for it. */
  signedAt?: Date
  /** False: by RSA or another algorithm. What is signed was compared, the signature itself was not verified. */
  isGost: boolean
  /** With signing-certificate-v2, as CAdES-BES wants. */
  isCades: boolean
}

export type SignatureProblem =
  /** A certificate or a name inside cannot be read. */
  | 'unreadable'
  | 'noCertificate'
  /** Signed attributes are missing, doubled or contradict the rest. */
  | 'attributes'
  /** The signature is of other bytes than these. */
  | 'otherFile'
  /** The attribute names another certificate than the one that is there. */
  | 'otherCertificate'
  /** The signature does not fit what it signs. */
  | 'broken'
  /** Neither ГОСТ nor a digest that is known here: nothing can be said of it. */
  | 'unknownAlgorithm'

export type VerifiedCms = { ok: true; signers: CmsSigner[] } | { ok: false; problem: SignatureProblem }

/** Digest of the signed bytes by any of the algorithms, computed from a stream when it is asked for. */
export type DigestOf = (name: DigestName) => Promise<Uint8Array> | Uint8Array

const SUBJECT_KEY_ID = '2.5.29.14'
const same = (one: ArrayBuffer | Uint8Array, other: ArrayBuffer | Uint8Array): boolean =>
  Buffer.compare(new Uint8Array(one), new Uint8Array(other)) === 0

function isOf({ sid }: SignerInfo, der: Uint8Array): boolean {
  const { tbsCertificate } = AsnConvert.parse(der, Structure)
  const { issuerAndSerialNumber, subjectKeyIdentifier } = sid
  if (issuerAndSerialNumber)
    return (
      same(issuerAndSerialNumber.serialNumber, tbsCertificate.serialNumber) &&
      same(AsnConvert.serialize(issuerAndSerialNumber.issuer), AsnConvert.serialize(tbsCertificate.issuer))
    )
  const extension = tbsCertificate.extensions?.find(({ extnID }) => extnID === SUBJECT_KEY_ID)
  if (!extension || !subjectKeyIdentifier) return false
  return same(AsnConvert.parse(extension.extnValue, SubjectKeyIdentifier).buffer, subjectKeyIdentifier.buffer)
}

function attributesOf(signed: Uint8Array | undefined, contentType: string): SignedAttributes | undefined {
  if (!signed) return undefined
  const attributes = readSignedAttributes(signed)
  if (attributes.contentType !== contentType) throw new Error('the content is said to be of two types')
  return attributes
}

const fits = (der: Uint8Array, named: NonNullable<SignedAttributes['certificate']>): boolean => {
  const digest = openDigest(named.digest)
  digest.update(der)
  return same(digest.digest(), named.hash)
}

/** Whether the ГОСТ signature itself is right, by the certificate's key. */
function isRight(signer: SignerInfo, der: Uint8Array, content: Uint8Array, signed?: Uint8Array): boolean {
  const { bits, curve, publicKey } = readCertificate(der)
  if (SIGNATURE_BITS[signer.signatureAlgorithm.algorithm] !== bits) return false
  if (signer.digestAlgorithm.algorithm !== STREEBOG_OID[bits]) return false
  const digest = signed ? new Streebog(bits).update(signed).digest() : content
  return verifyDigest(curve, publicKey, digest, new Uint8Array(signer.signature.buffer))
}

async function judge(
  { data, certificates, attributes: signed }: Cms,
  index: number,
  digestOf: DigestOf,
): Promise<CmsSigner | SignatureProblem> {
  const signer = data.signerInfos[index]!
  const der = certificates.find((one) => isOf(signer, one))
  if (!der) return 'noCertificate'
  const { algorithm } = AsnConvert.parse(der, Structure).tbsCertificate.subjectPublicKeyInfo
  const isGost = algorithm.algorithm in KEY_OID
  const name = DIGESTS[signer.digestAlgorithm.algorithm]
  if (!name || (!isGost && !signed[index])) return 'unknownAlgorithm'
  let attributes: SignedAttributes | undefined
  try {
    attributes = attributesOf(signed[index], data.encapContentInfo.eContentType)
  } catch {
    return 'attributes'
  }
  const content = await digestOf(name)
  if (attributes && !same(attributes.messageDigest, content)) return 'otherFile'
  if (attributes?.certificate && !fits(der, attributes.certificate)) return 'otherCertificate'
  if (isGost && !isRight(signer, der, content, signed[index])) return 'broken'
  return {
    certificate: describeCertificate(der),
    ...(attributes?.signingTime && { signedAt: attributes.signingTime }),
    isGost,
    isCades: Boolean(attributes?.certificate),
  }
}

/**
 * Judges every signature of a detached CMS over a content that is known by its digest. Whether the certificates are
 * trusted and were valid then is for the caller. Never throws for what a stranger sent; what `digestOf` throws goes on.
 */
export async function verifyCms(cms: Cms, digestOf: DigestOf): Promise<VerifiedCms> {
  const signers: CmsSigner[] = []
  let lost: { error: unknown } | undefined
  const digest: DigestOf = async (name) => {
    try {
      return await digestOf(name)
    } catch (error) {
      lost = { error }
      throw error
    }
  }
  for (const index of cms.data.signerInfos.keys()) {
    const judged = await judge(cms, index, digest).catch(() => 'unreadable' as const)
    if (lost) throw lost.error
    if (typeof judged === 'string') return { ok: false, problem: judged }
    signers.push(judged)
  }
  return { ok: true, signers }
}
