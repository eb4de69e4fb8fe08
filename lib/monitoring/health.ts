import { beforeSignIn } from '@/lib/core/db'
import { log, trace } from '@/lib/core/logger'

export type Health = { ok: boolean; database: boolean; worker: boolean }

const ALIVE_SECONDS = 15

/** Up means: the database answers and a worker was alive a moment ago. */
export async function health(): Promise<Health> {
  try {
    const [row] = await beforeSignIn(
      (tx) => tx.$queryRaw<{ alive: boolean }[]>`
        SELECT EXISTS (SELECT FROM worker_heartbeats WHERE beat_at > app_now() - ${ALIVE_SECONDS} * interval '1 second') AS alive`,
    )
    const worker = row?.alive ?? false
    return { ok: worker, database: true, worker }
  } catch (error) {
    log.warn('health.database', trace(error))
    return { ok: false, database: false, worker: false }
  }
}
