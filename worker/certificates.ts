import { env } from '@/lib/core/env'
import { readCertificates } from '@/lib/smev/open-signer'

type Own = { purpose: 'messages' | 'files'; certificate: ReturnType<typeof readCertificates>[number] }

/** The certificates of ours whose end stops something: by which messages are signed, and result files. */
export function ownCertificates(): Own[] {
  const settings = env()
  const [messages] = readCertificates(settings.SMEV_CERTIFICATE, 'SMEV_CERTIFICATE')
  const [files] = settings.FILES_SIGN_BY_ORGANISATION
    ? readCertificates(settings.FILES_SIGN_CERTIFICATE, 'FILES_SIGN_CERTIFICATE')
    : []
  return [
    ...(messages ? [{ purpose: 'messages' as const, certificate: messages }] : []),
    ...(files ? [{ purpose: 'files' as const, certificate: files }] : []),
  ]
}
