import { asWorker } from '@/lib/core/db'
import { raiseAlarm } from './raise-alarm'

/**
 * Tells administrators once for each of the warnings that a certificate nears its end, or has ended; the wider warning,
 * where it still stands open, gives way to the narrower one.
 */
export async function warnOfCertificate(warning: number, subject: string, details: string): Promise<void> {
  const kind = `certificate.${warning === 0 ? 'ended' : `days${warning}`}`
  await asWorker(async (tx) => {
    if (await tx.alarm.findFirst({ where: { kind, subject }, select: { id: true } })) return
    await tx.$executeRaw`UPDATE alarms SET resolved_at = app_now()
      WHERE subject = ${subject} AND kind LIKE 'certificate.%' AND resolved_at IS NULL`
    await raiseAlarm(tx, kind, subject, details)
  })
}
