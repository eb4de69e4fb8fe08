import type { XmlDocument } from 'libxml2-wasm'
import { judgeSmev, mustSign, operationOf, Refused, refuse, sendingTime, type Trust } from './believe'
import { childrenOf, named, onlyChild } from './elements'

/**
 * Verifies the receipt of SendRequest by СМЭВ's signature over MessageMetadata. The schema lets it be absent: a receipt
 * says no more than «отправлено», so one without a signature is taken, one with a bad signature is not.
 * @returns why it is not believed
 */
export function verifyReceipt({ root }: XmlDocument, trust: Trust): string | undefined {
  try {
    const operation = operationOf(root, 'SendRequestResponse')
    const types = operation.namespaceUri
    const signatures = childrenOf(operation).filter((child) => named(child, types, 'SMEVSignature'))
    if (signatures.length === 0) return undefined
    const metadata = onlyChild(operation, types, 'MessageMetadata') ?? refuse('not one MessageMetadata')
    const { signer } = mustSign(onlyChild(operation, types, 'SMEVSignature'), metadata, 'СМЭВ')
    judgeSmev(signer, trust, sendingTime(metadata, types))
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}
