import { isSignedBy, type Certificate } from '@/lib/gost/certificate'
import { readCertificates } from '@/lib/gost/open-signer'
import type { Trust } from './signature/believe'

export { findEngine } from '@/lib/gost/engine-signer'
export { openSigner, readCertificates } from '@/lib/gost/open-signer'

/**
 * Whom to believe, as the settings say. Certificates of the file that vouch for themselves are roots, the others stand
 * between. @throws when a fingerprint is none, the file cannot be read, or it has no root
 */
export function openTrust({ pinned, roots }: { pinned: string; roots?: string }): Trust {
  const fingerprints = pinned
    .toLowerCase()
    .split(/[\s,]+/)
    .map((one) => one.replaceAll(':', ''))
    .filter(Boolean)
  const wrong = fingerprints.find((one) => !/^[0-9a-f]{64}$/.test(one))
  if (wrong) throw new Error(`SMEV_PINNED: ${wrong} is not a SHA-256 fingerprint (64 hexadecimal digits)`)
  const known = readCertificates(roots, 'SMEV_ROOTS')
  const isRoot = (one: Certificate) => isSignedBy(one, one)
  if (roots && !known.some(isRoot))
    throw new Error(`SMEV_ROOTS: no certificate of ${roots} vouches for itself`)
  return { pinned: fingerprints, roots: known.filter(isRoot), chain: known.filter((one) => !isRoot(one)) }
}
