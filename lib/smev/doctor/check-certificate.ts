import type { Certificate } from '@/lib/gost/certificate'
import { termOf } from './certificate-term'
import type { Finding } from './finding'

const day = (at: Date) => at.toISOString().slice(0, 10).split('-').reverse().join('.')

/** How long a certificate of ours is still good for. */
export function checkCertificate(certificate: Certificate, purpose: string, at: Date): Finding {
  const { days, warning } = termOf(certificate, at)
  const { owner, notBefore, notAfter } = certificate
  const values = { purpose, owner, days, from: day(notBefore), until: day(notAfter) }
  if (at < notBefore) return { subject: 'certificate', level: 'bad', code: 'early', values }
  if (warning === 0) return { subject: 'certificate', level: 'bad', code: 'ended', values }
  return warning === undefined
    ? { subject: 'certificate', level: 'ok', code: 'ok', values }
    : { subject: 'certificate', level: warning > 3 ? 'warn' : 'bad', code: 'ends', values }
}
