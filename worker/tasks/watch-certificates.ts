import { now } from '@/lib/core/clock'
import { termOf } from '@/lib/smev/doctor/certificate-term'
import { warnOfCertificate } from '@/lib/delivery/warn-of-certificate'
import { keepCertificateTerms } from '@/lib/monitoring/keep-certificate-terms'
import { ownCertificates } from '../certificates'

/** Warns administrators 30, 14, 3 and 1 days before a certificate of ours ends, and when it has. Read anew each time. */
export async function watchCertificates(read = ownCertificates): Promise<void> {
  const own = read()
  await keepCertificateTerms(
    own.map(({ purpose, certificate }) => ({ purpose, endsAt: certificate.notAfter })),
  )
  for (const { certificate } of own) {
    const { warning } = termOf(certificate, now())
    if (warning === undefined) continue
    const until = certificate.notAfter.toISOString().slice(0, 10).split('-').reverse().join('.')
    await warnOfCertificate(
      warning,
      `${certificate.owner}, ${certificate.serial}, ${until}`,
      `the certificate ends ${certificate.notAfter.toISOString()}`,
    )
  }
}
