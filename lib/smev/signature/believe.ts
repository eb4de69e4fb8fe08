import type { XmlElement } from 'libxml2-wasm'
import { isSignedBy, isValidAt, type Certificate } from '@/lib/gost/certificate'
import { DSIG } from './algorithms'
import { checkSignature } from './check-signature'
import { attributeOf, childrenOf, idsOf, named, onlyChild } from './elements'

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
const TYPES = /^urn:\/\/x-artefacts-smev-gov-ru\/services\/message-exchange\/types\/1\.[123]$/
const CLOCK_SKEW_MS = 5 * 60_000

/** Whom to believe. */
export type Trust = {
  /** Fingerprints (SHA-256 of the DER, hexadecimal) of which СМЭВ's certificate must be one; empty: any. */
  pinned: readonly string[]
  /** Roots to which every certificate must lead, directly or through `chain`; empty: not asked. */
  roots: readonly Certificate[]
  chain: readonly Certificate[]
}

/** Why a message is not believed. */
export class Refused extends Error {}
/** Its signatures hold, but settings of ours do not trust who signed: it may be believed once they are mended. */
export class Untrusted extends Refused {}
export const refuse = (reason: string): never => {
  throw new Refused(reason)
}
const distrust = (reason: string): never => {
  throw new Untrusted(reason)
}

/** The operation of this name, at the only place where it may be, and its namespace; no Id may stand twice around it. */
export function operationOf(root: XmlElement, name: string): XmlElement {
  const envelope = named(root, SOAP, 'Envelope')
  const body = envelope
    ? (onlyChild(root, SOAP, 'Body') ?? refuse('the envelope has not one Body'))
    : undefined
  const [operation, ...more] = body ? childrenOf(body) : [root]
  if (!operation || more.length > 0) return refuse('the Body has not one element')
  if (operation.name !== name || !TYPES.test(operation.namespaceUri)) refuse(`not a ${name}`)
  const seen = new Set<string>()
  for (const { id } of idsOf(root)) {
    if (seen.has(id)) refuse(`the Id ${id} stands twice`)
    seen.add(id)
  }
  return operation
}

function trusted(certificate: Certificate, { roots, chain }: Trust, at: Date): boolean {
  const leads = (one: Certificate, depth: number): boolean =>
    roots.some((root) => root.fingerprint === one.fingerprint || isSignedBy(one, root)) ||
    (depth < 5 &&
      chain.some((next) => isValidAt(next, at) && isSignedBy(one, next) && leads(next, depth + 1)))
  return roots.length === 0 || leads(certificate, 0)
}

/** One signature that must stand here, over exactly this element. */
export function mustSign(
  holder: XmlElement | undefined,
  target: XmlElement,
  who: string,
): { signer: Certificate; content: string } {
  const signature = onlyChild(holder, DSIG, 'Signature') ?? refuse(`no signature of ${who}`)
  if (holder && childrenOf(holder).length !== 1) refuse(`more than the signature where ${who} signs`)
  const own = attributeOf(target, 'Id')
  const {
    problem,
    digest,
    signature: holds,
    signer,
    content,
  } = checkSignature(signature, (id) => (id === own ? target : undefined))
  if (problem) refuse(`signature of ${who}: ${problem}`)
  if (!digest) refuse(`signature of ${who}: the content was changed`)
  if (!holds || !signer || content === undefined) refuse(`signature of ${who}: it is not by its certificate`)
  return { signer: signer!, content: content! }
}

/** Whether this certificate may sign at this time. @throws Refused */
export function judge(certificate: Certificate, trust: Trust, at: Date): void {
  if (!validNear(certificate, at)) distrust(`the certificate of ${certificate.owner} was not valid then`)
  if (!trusted(certificate, trust, at)) distrust(`nobody trusted vouches for ${certificate.owner}`)
}

/** The same for СМЭВ's own, which may be pinned. @throws Refused */
export function judgeSmev(certificate: Certificate, trust: Trust, at: Date): void {
  if (trust.pinned.length > 0 && !trust.pinned.includes(certificate.fingerprint))
    distrust(`СМЭВ signed by a certificate that is not pinned: ${certificate.fingerprint}`)
  judge(certificate, trust, at)
}

/** SendingTimestamp of MessageMetadata: when validity is judged. @throws Refused without one */
export function sendingTime(metadata: XmlElement | undefined, types: string): Date {
  const at = new Date(onlyChild(metadata, types, 'SendingTimestamp')?.content.trim() ?? '')
  return Number.isNaN(at.getTime()) ? refuse('no SendingTimestamp') : at
}

const validNear = (certificate: Certificate, at: Date): boolean =>
  isValidAt(certificate, at) ||
  isValidAt(certificate, new Date(at.getTime() + CLOCK_SKEW_MS)) ||
  isValidAt(certificate, new Date(at.getTime() - CLOCK_SKEW_MS))
