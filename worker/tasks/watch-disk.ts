import { statfs } from 'node:fs/promises'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'

const LEAST = 2 ** 30 // bytes
const MiB = 2 ** 20

/** Tells administrators that the disk of DATA_DIR fills up, long before nothing can be saved (fault F16); takes it back by itself. */
export async function watchDisk(directory = env().DATA_DIR, least = LEAST): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  const free = bavail * bsize
  await asWorker(async (tx) => {
    if (free < least) return raiseAlarm(tx, 'disk.low', 'DATA_DIR', `${Math.floor(free / MiB)} MB are free`)
    await tx.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE kind = 'disk.low' AND resolved_at IS NULL`
  })
}
