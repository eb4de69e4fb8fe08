import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { isSignedBy, isValidAt, type Certificate } from '@/lib/gost/certificate'
import { DSIG } from './algorithms'
import { checkSignature, type SignatureReport } from './check-signature'
import { attributeOf, childrenOf, elementsOf, idsOf, named, onlyChild } from './elements'

/** Whom to believe. */
export type Trust = {
  /** Fingerprints (SHA-256 of the DER, hexadecimal) of which СМЭВ's certificate must be one; empty: any. */
  pinned: readonly string[]
  /** Roots to which every certificate must lead, directly or through `chain`; empty: not asked. */
  roots: readonly Certificate[]
  chain: readonly Certificate[]
}

export type Verified =
  | { ok: true; content: string; signers: { smev: Certificate; sender?: Certificate } }
  | { ok: false; reason: string }

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
const TYPES = /^urn:\/\/x-artefacts-smev-gov-ru\/services\/message-exchange\/types\/1\.[123]$/
const CLOCK_SKEW_MS = 5 * 60_000

class Refused extends Error {}
const refuse = (reason: string): never => {
  throw new Refused(reason)
}

/** The GetResponseResponse, at the only place where it may be. */
function operationOf(root: XmlElement): XmlElement {
  if (!named(root, SOAP, 'Envelope')) return root
  const body = onlyChild(root, SOAP, 'Body') ?? refuse('the envelope has not one Body')
  const [operation, ...more] = childrenOf(body)
  return operation && more.length === 0 ? operation : refuse('the Body has not one element')
}

const signaturesIn = (root: XmlElement): number =>
  [...elementsOf(root)].filter((element) => named(element, DSIG, 'Signature')).length

function trusted(certificate: Certificate, { roots, chain }: Trust, at: Date): boolean {
  const leads = (one: Certificate, depth: number): boolean =>
    roots.some((root) => root.fingerprint === one.fingerprint || isSignedBy(one, root)) ||
    (depth < 5 &&
      chain.some((next) => isValidAt(next, at) && isSignedBy(one, next) && leads(next, depth + 1)))
  return roots.length === 0 || leads(certificate, 0)
}

/** One signature that must stand here, over exactly this element. */
function mustSign(
  holder: XmlElement | undefined,
  target: XmlElement,
  who: string,
): SignatureReport & { signer: Certificate; content: string } {
  const signature = onlyChild(holder, DSIG, 'Signature') ?? refuse(`no signature of ${who}`)
  if (holder && childrenOf(holder).length !== 1) refuse(`more than the signature where ${who} signs`)
  const own = attributeOf(target, 'Id')
  const report = checkSignature(signature, (id) => (id === own ? target : undefined))
  const { problem, digest, signature: holds, signer, content } = report
  if (problem) refuse(`signature of ${who}: ${problem}`)
  if (!digest) refuse(`signature of ${who}: the content was changed`)
  if (!holds || !signer || content === undefined) refuse(`signature of ${who}: it is not by its certificate`)
  return { ...report, signer: signer!, content: content! }
}

/**
 * Verifies an answer of GetResponse: СМЭВ's signature over Response, and the sender's over SenderProvidedResponseData
 * unless СМЭВ itself speaks. Elements are taken by their place, never looked up by Id, and every Id must be single
 * (protocol.md, 4.2 and 4.7).
 * @returns content: Response as it was signed; nothing else of the bytes may be read afterwards
 */
export function verifyAnswer({ root }: XmlDocument, trust: Trust): Verified {
  try {
    const operation = operationOf(root)
    const types = operation.namespaceUri
    if (operation.name !== 'GetResponseResponse' || !TYPES.test(types)) refuse('not an answer of GetResponse')
    const message = onlyChild(operation, types, 'ResponseMessage') ?? refuse('not one ResponseMessage')
    const response = onlyChild(message, types, 'Response') ?? refuse('not one Response')
    const data =
      onlyChild(response, types, 'SenderProvidedResponseData') ?? refuse('not one SenderProvidedResponseData')
    const seen = new Set<string>()
    for (const { id } of idsOf(root)) {
      if (seen.has(id)) refuse(`the Id ${id} stands twice`)
      seen.add(id)
    }
    const smev = mustSign(onlyChild(message, types, 'SMEVSignature'), response, 'СМЭВ')
    const metadata = onlyChild(response, types, 'MessageMetadata')
    const sentAt = new Date(onlyChild(metadata, types, 'SendingTimestamp')?.content.trim() ?? '')
    if (Number.isNaN(sentAt.getTime())) refuse('no SendingTimestamp')
    const senderHolder = onlyChild(response, types, 'SenderInformationSystemSignature')
    const fromSmev = onlyChild(data, types, 'AsyncProcessingStatus') !== undefined
    const sender = fromSmev && !senderHolder ? undefined : mustSign(senderHolder, data, 'the sender')
    if (signaturesIn(root) !== signaturesIn(data) + (sender ? 2 : 1)) refuse('a signature where none belongs')
    if (trust.pinned.length > 0 && !trust.pinned.includes(smev.signer.fingerprint))
      refuse(`СМЭВ signed by a certificate that is not pinned: ${smev.signer.fingerprint}`)
    for (const one of [smev, sender]) {
      if (!one) continue
      if (!validNear(one.signer, sentAt)) refuse(`the certificate of ${one.signer.owner} was not valid then`)
      if (!trusted(one.signer, trust, sentAt)) refuse(`nobody trusted vouches for ${one.signer.owner}`)
    }
    return { ok: true, content: smev.content, signers: { smev: smev.signer, sender: sender?.signer } }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.message }
    throw error
  }
}

const validNear = (certificate: Certificate, at: Date): boolean =>
  isValidAt(certificate, at) ||
  isValidAt(certificate, new Date(at.getTime() + CLOCK_SKEW_MS)) ||
  isValidAt(certificate, new Date(at.getTime() - CLOCK_SKEW_MS))
