import type { XmlElement } from 'libxml2-wasm'
import { type Certificate, rememberCertificate } from '../../../lib/gost/certificate'
import { verifyDigest } from '../../../lib/gost/gost3410'
import { Streebog } from '../../../lib/gost/streebog'
import { childElements } from '../xml/parse'
import { DIGEST, DS, EXCLUSIVE, SIGNATURE, SMEV_TRANSFORM } from './algorithms'
import { exclusiveCanonical } from './canonical'
import { smevTransform } from './transform'

export type SignatureProblem =
  'NoSignatureFound' | 'IncorrectSignatureTarget' | 'SignatureIsInvalid' | 'CertificateIsNotFound'

/** A certificate whose key did sign the element, or why there is none. Whether it is known is for others to say. */
export type CallerSignature = { certificate: Certificate } | { problem: SignatureProblem; why: string }

class Refused extends Error {
  constructor(
    readonly problem: SignatureProblem,
    readonly why: string,
  ) {
    super(why)
  }
}

/**
 * Reads the signature that must stand over the child called `signed` of the root of a request. Without that name it is
 * only read whose it says it is.
 */
export function readSignature(root: XmlElement, signed?: string): CallerSignature {
  try {
    const signature = signatureOf(root)
    return { certificate: signed === undefined ? certificateOf(signature) : verify(root, signature, signed) }
  } catch (error) {
    if (error instanceof Refused) return { problem: error.problem, why: error.why }
    throw error
  }
}

function signatureOf(root: XmlElement): XmlElement {
  const carrier = find(root, 'CallerInformationSystemSignature')
  const signature = carrier && childElements(carrier)[0]
  if (!signature) throw new Refused('NoSignatureFound', 'Сообщение не подписано.')
  if (!isDs(signature, 'Signature')) throw new Refused('SignatureIsInvalid', 'Вместо подписи другой элемент.')
  return signature
}

function verify(root: XmlElement, signature: XmlElement, signed: string): Certificate {
  const info = one(signature, 'SignedInfo')
  const reference = one(info, 'Reference')
  const target = targetOf(root, signed, reference.attr('URI')?.value ?? '')
  const bits = digestBits(one(reference, 'DigestMethod'))
  demand(algorithm(one(info, 'CanonicalizationMethod')) === EXCLUSIVE, 'Неизвестная канонизация SignedInfo.')
  const transforms = childElements(one(reference, 'Transforms')).map(algorithm)
  demand(transforms.join('\n') === `${EXCLUSIVE}\n${SMEV_TRANSFORM}`, 'Не те преобразования.')
  const digest = new Streebog(bits).update(Buffer.from(smevTransform(target))).digest()
  demand(bytesOf(one(reference, 'DigestValue')).equals(digest), 'Хэш подписанного элемента не сходится.')
  const certificate = certificateOf(signature)
  demand(
    algorithm(one(info, 'SignatureMethod')) === SIGNATURE[certificate.bits],
    'Алгоритм подписи не тот, что у ключа.',
  )
  const hash = new Streebog(certificate.bits).update(Buffer.from(exclusiveCanonical(info))).digest()
  const value = bytesOf(one(signature, 'SignatureValue'))
  demand(
    verifyDigest(certificate.curve, certificate.publicKey, hash, value),
    'Подпись не сходится с ключом сертификата.',
  )
  return certificate
}

/** The element by its place in the request; the reference must point at it and at nothing else. */
function targetOf(root: XmlElement, signed: string, uri: string): XmlElement {
  const target = find(root, signed)
  const id = target?.attr('Id')?.value ?? ''
  const aimed = target && /^[\w.-]+$/.test(id) && uri === `#${id}`
  const bearers = aimed
    ? root.find(`/*//*[@*[local-name()='Id' or local-name()='ID' or local-name()='id']='${id}']`)
    : []
  if (!target || bearers.length !== 1)
    throw new Refused('IncorrectSignatureTarget', `Подпись стоит не над ${signed}.`)
  return target
}

function certificateOf(signature: XmlElement): Certificate {
  const data = find(signature, 'KeyInfo') && find(one(signature, 'KeyInfo'), 'X509Data')
  const holders = data ? childElements(data).filter((element) => isDs(element, 'X509Certificate')) : []
  const [holder] = holders
  if (!holder) throw new Refused('CertificateIsNotFound', 'В подписи нет сертификата.')
  demand(holders.length === 1, 'В подписи несколько сертификатов.')
  try {
    return rememberCertificate(bytesOf(holder))
  } catch (error) {
    throw new Refused('SignatureIsInvalid', `Сертификат не читается: ${String(error)}`)
  }
}

function digestBits(method: XmlElement): 256 | 512 {
  const named = algorithm(method)
  demand(named === DIGEST[256] || named === DIGEST[512], 'Неизвестный алгоритм хэша.')
  return named === DIGEST[256] ? 256 : 512
}

const isDs = (element: XmlElement, name: string): boolean =>
  element.name === name && element.namespaceUri === DS
const find = (parent: XmlElement, name: string): XmlElement | undefined =>
  childElements(parent).find((element) => element.name === name)
const algorithm = (element: XmlElement): string => element.attr('Algorithm')?.value ?? ''
const bytesOf = (element: XmlElement): Buffer => Buffer.from(element.content.replace(/\s/g, ''), 'base64')

function one(parent: XmlElement, name: string): XmlElement {
  const [first, ...others] = childElements(parent).filter((element) => isDs(element, name))
  if (!first || others.length > 0)
    throw new Refused('SignatureIsInvalid', `В подписи должен быть один ${name}.`)
  return first
}

function demand(holds: boolean, why: string): void {
  if (!holds) throw new Refused('SignatureIsInvalid', why)
}
