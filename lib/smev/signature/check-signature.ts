import { XmlC14NMode, type XmlElement } from 'libxml2-wasm'
import { rememberCertificate, type Bits, type Certificate } from '@/lib/gost/certificate'
import { Streebog } from '@/lib/gost/streebog'
import { verifyDigest } from '@/lib/gost/gost3410'
import { digestUri, DSIG, EXC_C14N, signatureUri, SMEV_TRANSFORM } from './algorithms'
import { attributeOf, childrenOf, named, onlyChild } from './elements'
import { smevTransform } from './smev-transform'

export type SignatureReport = {
  /** Id of the element signed. */
  id: string
  digest: boolean
  signature: boolean
  /** The signature holds only after indentation is taken out of SignedInfo: a file reformatted since. */
  reformatted: boolean
  signer?: Certificate
  /** Why it could not be judged at all. */
  problem?: string
  /** The element as it was digested: what alone may be read once the rest is true. */
  content?: string
}

const canonical = (element: XmlElement): string =>
  element.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 })
const decoded = (element: XmlElement | undefined): Buffer =>
  Buffer.from(element?.content.replace(/\s+/g, '') ?? '', 'base64')

function bitsOf(uris: Record<Bits, string>, uri: string | undefined): Bits | undefined {
  return uri === uris[256] ? 256 : uri === uris[512] ? 512 : undefined
}

/** The parts of a ds:Signature as СМЭВ makes it; anything else is a problem, not a variant. */
function partsOf(signature: XmlElement) {
  const info = onlyChild(signature, DSIG, 'SignedInfo')
  const reference = onlyChild(info, DSIG, 'Reference')
  const transforms = onlyChild(reference, DSIG, 'Transforms')
  const data = onlyChild(onlyChild(signature, DSIG, 'KeyInfo'), DSIG, 'X509Data')
  const method = (parent: XmlElement | undefined, name: string) =>
    attributeOf(onlyChild(parent, DSIG, name), 'Algorithm')
  if (!info || !reference) return 'a signature needs one SignedInfo with one Reference'
  if (method(info, 'CanonicalizationMethod') !== EXC_C14N) return 'foreign canonicalization'
  const bits = bitsOf(signatureUri, method(info, 'SignatureMethod'))
  if (!bits) return 'foreign signature algorithm'
  if (bitsOf(digestUri, method(reference, 'DigestMethod')) !== bits) return 'foreign digest algorithm'
  const steps = transforms ? childrenOf(transforms) : []
  if (
    steps.length !== 2 ||
    !steps.every((step) => named(step, DSIG, 'Transform') && childrenOf(step).length === 0) ||
    attributeOf(steps[0], 'Algorithm') !== EXC_C14N ||
    attributeOf(steps[1], 'Algorithm') !== SMEV_TRANSFORM
  )
    return 'foreign transforms'
  const uri = attributeOf(reference, 'URI') ?? ''
  if (!/^#[^#\s()]+$/.test(uri)) return 'the reference does not point at an Id'
  return {
    info,
    bits,
    id: uri.slice(1),
    digest: decoded(onlyChild(reference, DSIG, 'DigestValue')),
    value: decoded(onlyChild(signature, DSIG, 'SignatureValue')),
    certificate: decoded(onlyChild(data, DSIG, 'X509Certificate')),
  }
}

/** Takes the white space between tags away, as reformatting put it there. */
const withoutIndentation = (xml: string): string => xml.replace(/>\s+</g, '><')

/**
 * Judges digest and signature of one ds:Signature by the certificate it carries; whether that certificate is trusted is
 * for the caller.
 * @param find the element with this Id, or undefined when there is none or more than one
 */
export function checkSignature(
  signature: XmlElement,
  find: (id: string) => XmlElement | undefined,
): SignatureReport {
  const report: SignatureReport = { id: '', digest: false, signature: false, reformatted: false }
  const parts = partsOf(signature)
  if (typeof parts === 'string') return { ...report, problem: parts }
  report.id = parts.id
  const hash = (text: string) => new Streebog(parts.bits).update(Buffer.from(text)).digest()
  const target = find(parts.id)
  if (!target) report.problem = 'no single element has this Id'
  else {
    report.content = smevTransform(target)
    report.digest = Buffer.from(hash(report.content)).equals(parts.digest)
  }
  try {
    report.signer = rememberCertificate(parts.certificate)
  } catch (error) {
    return { ...report, problem: `certificate: ${error instanceof Error ? error.message : 'unreadable'}` }
  }
  const { curve, publicKey, bits } = report.signer
  if (bits !== parts.bits) return { ...report, problem: 'the key is of another length than the algorithm' }
  const info = canonical(parts.info)
  const holds = (text: string) => verifyDigest(curve, publicKey, hash(text), parts.value)
  report.signature = holds(info)
  if (!report.signature) {
    const flat = withoutIndentation(info)
    report.reformatted = flat !== info && holds(flat)
  }
  return report
}
