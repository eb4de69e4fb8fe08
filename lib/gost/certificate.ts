import { X509Certificate } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { Certificate as Structure, type AlgorithmIdentifier } from '@peculiar/asn1-x509'
import { Sequence, ObjectIdentifier, fromBER } from 'asn1js'
import { curveOf, type Curve } from './curves'
import { verifyDigest } from './gost3410'
import { Streebog } from './streebog'

/** Digest of GOST R 34.11-2012 that goes with a key of GOST R 34.10-2012, in bits. */
export type Bits = 256 | 512

export const KEY_OID: Record<string, Bits> = { '1.2.643.7.1.1.1.1': 256, '1.2.643.7.1.1.1.2': 512 }
const SIGNATURE_OID: Record<string, Bits> = { '1.2.643.7.1.1.3.2': 256, '1.2.643.7.1.1.3.3': 512 }

export type Certificate = {
  der: Buffer
  bits: Bits
  curve: Curve
  /** x ‖ y, each little-endian. */
  publicKey: Uint8Array
  /** CN, or the whole name when it has none. */
  owner: string
  subject: string
  issuer: string
  serial: string
  notBefore: Date
  notAfter: Date
  /** SHA-256 of the DER, hexadecimal: what pinning compares. */
  fingerprint: string
}

/** The curve that GostR3410-2012-PublicKeyParameters name. @throws for a set nobody knows. */
export function curveOfParameters({ parameters }: AlgorithmIdentifier): Curve {
  const { result } = fromBER(parameters ?? new ArrayBuffer(0))
  const [set] = result instanceof Sequence ? result.valueBlock.value : []
  if (!(set instanceof ObjectIdentifier)) throw new Error('the key names no parameter set')
  return curveOf(set.valueBlock.toString())
}

/** A name as Node prints it, without RFC 2253's backslashes. */
const plain = (name: string, between = '\n'): string => name.replace(/\\(.)/g, '$1').replaceAll('\n', between)

/** Reads an X.509 certificate in DER. @throws when it is none, or its key is not of GOST R 34.10-2012. */
export function readCertificate(der: Uint8Array): Certificate {
  const { tbsCertificate } = AsnConvert.parse(der, Structure)
  const { algorithm, subjectPublicKey } = tbsCertificate.subjectPublicKeyInfo
  const bits = KEY_OID[algorithm.algorithm]
  if (!bits) throw new Error(`a key of ${algorithm.algorithm} is not of GOST R 34.10-2012`)
  const curve = curveOfParameters(algorithm)
  const publicKey = new Uint8Array(AsnConvert.parse(subjectPublicKey, OctetString).buffer)
  if (curve.size * 8 !== bits || publicKey.length !== 2 * curve.size)
    throw new Error('the key is not as long as its algorithm wants')
  const named = new X509Certificate(der)
  return {
    der: Buffer.from(der),
    bits,
    curve,
    publicKey,
    owner: /^CN=(.+)$/m.exec(plain(named.subject))?.[1] ?? plain(named.subject, ', '),
    subject: plain(named.subject, ', '),
    issuer: plain(named.issuer, ', '),
    serial: named.serialNumber,
    notBefore: tbsCertificate.validity.notBefore.getTime(),
    notAfter: tbsCertificate.validity.notAfter.getTime(),
    fingerprint: named.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}

const REMEMBERED = 64
const remembered = new Map<string, Certificate>()

/** The same for certificates that come again and again, as СМЭВ's and ЕПГУ's do with every answer: read once. */
export function rememberCertificate(der: Uint8Array): Certificate {
  const key = Buffer.from(der).toString('base64')
  const found = remembered.get(key) ?? readCertificate(der)
  if (remembered.size >= REMEMBERED) remembered.clear()
  remembered.set(key, found)
  return found
}

export const isValidAt = ({ notBefore, notAfter }: Certificate, at: Date): boolean =>
  notBefore <= at && at <= notAfter

/** Whether the issuer's key signed this certificate. Names and dates are for the caller to judge. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const { tbsCertificateRaw, signatureAlgorithm, signatureValue } = AsnConvert.parse(
    certificate.der,
    Structure,
  )
  if (!tbsCertificateRaw || SIGNATURE_OID[signatureAlgorithm.algorithm] !== issuer.bits) return false
  const digest = new Streebog(issuer.bits).update(new Uint8Array(tbsCertificateRaw)).digest()
  return verifyDigest(issuer.curve, issuer.publicKey, digest, new Uint8Array(signatureValue))
}
