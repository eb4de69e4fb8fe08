import type { XmlDocument } from 'libxml2-wasm'
import { judgeSmev, mustSign, operationOf, Refused, refuse, type Trust } from './believe'
import { onlyChild } from './elements'

/**
 * Verifies an answer of GetStatus by СМЭВ's signature over AsyncProcessingStatusData. It has no time of sending, so the
 * certificate is judged now.
 * @returns content: the data as they were signed
 */
export function verifyStatus(
  { root }: XmlDocument,
  trust: Trust,
  at: Date,
): { ok: true; content: string } | { ok: false; reason: string } {
  try {
    const operation = operationOf(root, 'GetStatusResponse')
    const types = operation.namespaceUri
    const message = onlyChild(operation, types, 'SmevAsyncProcessingMessage') ?? refuse('not one status')
    const data = onlyChild(message, types, 'AsyncProcessingStatusData') ?? refuse('a status without its data')
    const { signer, content } = mustSign(onlyChild(message, types, 'SMEVSignature'), data, 'СМЭВ')
    judgeSmev(signer, trust, at)
    return { ok: true, content }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.message }
    throw error
  }
}
