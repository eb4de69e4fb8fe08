import { asWorker } from '@/lib/core/db'

/** Says that this worker is alive, and forgets workers that have not been for an hour. */
export async function beat(workerId: string): Promise<void> {
  await asWorker(async (tx) => {
    await tx.$executeRaw`INSERT INTO worker_heartbeats (id, beat_at) VALUES (${workerId}::uuid, app_now())
      ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at`
    await tx.$executeRaw`DELETE FROM worker_heartbeats WHERE beat_at < app_now() - interval '1 hour'`
  })
}
