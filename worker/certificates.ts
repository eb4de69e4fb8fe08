import { env } from '@/lib/core/env'
import { readCertificates } from '@/lib/smev/open-signer'

type Own = {
  purpose: 'messages' | 'files' | 'esia'
  certificate: ReturnType<typeof readCertificates>[number]
}

/** The certificates of ours whose end stops something: messages, result files and requests to ЕСИА are signed by them. */
export function ownCertificates(): Own[] {
  const settings = env()
  const [messages] = readCertificates(settings.SMEV_CERTIFICATE, 'SMEV_CERTIFICATE')
  const [files] = settings.FILES_SIGN_BY_ORGANISATION
    ? readCertificates(settings.FILES_SIGN_CERTIFICATE, 'FILES_SIGN_CERTIFICATE')
    : []
  const [esia] = settings.ESIA_URL ? readCertificates(settings.ESIA_CERTIFICATE, 'ESIA_CERTIFICATE') : []
  return [
    ...(messages ? [{ purpose: 'messages' as const, certificate: messages }] : []),
    ...(files ? [{ purpose: 'files' as const, certificate: files }] : []),
    ...(esia ? [{ purpose: 'esia' as const, certificate: esia }] : []),
  ]
}
