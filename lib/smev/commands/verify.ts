import { isValidAt } from '@/lib/gost/certificate'
import { listSignatures } from '../signature/list-signatures'
import { withXml } from '../xml/read'

const sendingTime = /<(?:[\w-]+:)?SendingTimestamp[^>]*>\s*([^<\s]+)/

/**
 * One line a signature in document order: Id of the element, digest, signature, signer; the certificates' dates apart.
 * @returns ok only when there is at least one and all hold
 */
export function verifyFile(bytes: Buffer): { ok: boolean; lines: string[]; notes: string[] } {
  const read = withXml(bytes, listSignatures)
  if (!read.ok) return { ok: false, lines: [`not read: ${read.reason}`], notes: [] }
  const sentAt = new Date(sendingTime.exec(bytes.toString('utf8'))?.[1] ?? Number.NaN)
  const notes: string[] = []
  const lines = read.value.map(({ id, digest, signature, reformatted, signer, problem }) => {
    const told = signature ? 'ok' : reformatted ? 'ok (indentation removed)' : 'bad'
    const line = `${id || '-'} digest ${digest ? 'ok' : 'bad'} signature ${told} ${signer?.owner ?? '-'}`
    if (problem || !signer) return `${line} (${problem ?? 'no certificate'})`
    const dates = `${signer.notBefore.toISOString()} … ${signer.notAfter.toISOString()}`
    const then = Number.isNaN(sentAt.getTime())
      ? 'no SendingTimestamp to judge it by'
      : `${isValidAt(signer, sentAt) ? 'valid' : 'NOT valid'} at SendingTimestamp ${sentAt.toISOString()}`
    notes.push(`${id}: certificate ${signer.serial}, ${dates}, ${then}`)
    return line
  })
  const ok =
    read.value.length > 0 && read.value.every((one) => one.digest && (one.signature || one.reformatted))
  return { ok, lines: lines.length > 0 ? lines : ['no signature'], notes }
}
