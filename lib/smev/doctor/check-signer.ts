import { verifyDigest } from '@/lib/gost/gost3410'
import type { Signer } from '@/lib/gost/signer'
import type { Finding } from './finding'

const PROBE = Buffer.from('АРМ ЕЛК')

/** Whether the key answers and is the certificate's: something is signed and verified by the certificate. */
export async function checkSigner(open: () => Signer | undefined): Promise<Finding> {
  const subject = 'signer'
  try {
    const signer = open()
    if (!signer) return { subject, level: 'warn', code: 'none' }
    const { curve, publicKey, owner, bits } = signer.certificate
    const signature = await signer.sign(PROBE)
    if (!verifyDigest(curve, publicKey, signer.digest(PROBE), signature))
      return { subject, level: 'bad', code: 'foreign', values: { owner } }
    return { subject, level: 'ok', code: 'ok', values: { owner, bits } }
  } catch (error) {
    return {
      subject,
      level: 'bad',
      code: 'unreadable',
      detail: error instanceof Error ? error.message : String(error),
    }
  }
}
