import { now } from '@/lib/core/clock'
import type { Tx } from '@/lib/core/db'

/** Tells administrators of something that nobody's application shows. The same thing is told once. */
export async function raiseAlarm(tx: Tx, kind: string, subject: string, details: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO alarms (id, kind, subject, details, created_at) VALUES (gen_random_uuid(), ${kind}, ${subject}, ${details.slice(0, 1000)}, ${now()})
    ON CONFLICT (kind, subject) DO NOTHING`
}
