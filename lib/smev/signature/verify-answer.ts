import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import type { Certificate } from '@/lib/gost/certificate'
import { DSIG } from './algorithms'
import {
  judge,
  judgeSmev,
  mustSign,
  operationOf,
  refuse,
  Refused,
  sendingTime,
  Untrusted,
  type Trust,
} from './believe'
import { elementsBeside, named, onlyChild } from './elements'

export type Verified =
  | { ok: true; content: string; signers: { smev: Certificate; sender?: Certificate } }
  | { ok: false; reason: string; untrusted: boolean }

/** How many signatures there are, but for those inside of `data`, which are its own affair. */
function signaturesBeside(root: XmlElement, data: XmlElement): number {
  let found = 0
  for (const element of elementsBeside(root, data)) if (named(element, DSIG, 'Signature')) found++
  return found
}

/**
 * Verifies an answer of GetResponse: СМЭВ's signature over Response, and the sender's over SenderProvidedResponseData
 * unless СМЭВ itself speaks. Elements are taken by their place, never looked up by Id, and every Id must be single
 * (protocol.md, 4.2 and 4.7).
 * @returns content: Response as it was signed; nothing else of the bytes may be read afterwards
 */
export function verifyAnswer({ root }: XmlDocument, trust: Trust): Verified {
  try {
    const operation = operationOf(root, 'GetResponseResponse')
    const types = operation.namespaceUri
    const message = onlyChild(operation, types, 'ResponseMessage') ?? refuse('not one ResponseMessage')
    const response = onlyChild(message, types, 'Response') ?? refuse('not one Response')
    const data =
      onlyChild(response, types, 'SenderProvidedResponseData') ?? refuse('not one SenderProvidedResponseData')
    const smev = mustSign(onlyChild(message, types, 'SMEVSignature'), response, 'СМЭВ')
    const sentAt = sendingTime(onlyChild(response, types, 'MessageMetadata'), types)
    const senderHolder = onlyChild(response, types, 'SenderInformationSystemSignature')
    const fromSmev = onlyChild(data, types, 'AsyncProcessingStatus') !== undefined
    const sender = fromSmev && !senderHolder ? undefined : mustSign(senderHolder, data, 'the sender')
    if (signaturesBeside(root, data) !== (sender ? 2 : 1)) refuse('a signature where none belongs')
    judgeSmev(smev.signer, trust, sentAt)
    if (sender) judge(sender.signer, trust, sentAt)
    return { ok: true, content: smev.content, signers: { smev: smev.signer, sender: sender?.signer } }
  } catch (error) {
    if (error instanceof Refused)
      return { ok: false, reason: error.message, untrusted: error instanceof Untrusted }
    throw error
  }
}
