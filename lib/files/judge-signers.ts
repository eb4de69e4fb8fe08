import type { CmsSigner } from '@/lib/gost/verify-cms'
import type { FileSigner } from './signers'

/** How a verified signature is told: by the moment it names, or the moment it came when it names none. */
export function judgeSigners(signers: readonly CmsSigner[], came: Date): FileSigner[] {
  return signers.map(({ certificate, signedAt, isGost }) => {
    const at = signedAt ?? came
    const { notBefore, notAfter, ...names } = certificate
    return {
      ...names,
      notBefore: notBefore.toISOString(),
      notAfter: notAfter.toISOString(),
      ...(signedAt && { signedAt: signedAt.toISOString() }),
      verdict: !isGost ? 'notGost' : at > notAfter ? 'expired' : at < notBefore ? 'notYetValid' : 'valid',
    }
  })
}
