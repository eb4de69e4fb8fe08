import { statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { log, trace } from '@/lib/core/logger'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'

const LEAST = 2 ** 30 // bytes
const MiB = 2 ** 20
type Disk = { directory: string; free: number }
const FORMER = 'DATA_DIR' // the subject of the version before

/**
 * Tells administrators that a disk the database writes to, of DATA_DIR or of WAL_DIR, fills up, long before nothing can be saved (fault
 * F16); each machine takes back what it told.
 */
export async function watchDisk(
  directories = [env().DATA_DIR, env().WAL_DIR].filter((one) => one !== undefined),
  least = LEAST,
  machine = hostname(),
): Promise<void> {
  const disks = await Promise.all(
    directories.map(async (directory) => {
      try {
        const { bavail, bsize } = await statfs(directory)
        return { directory, free: bavail * bsize }
      } catch (error) {
        log.warn('disk.unreadable', { directory, ...trace(error) })
        return { directory, free: null }
      }
    }),
  )
  const low = disks.filter((disk): disk is Disk => disk.free !== null && disk.free < least)
  const details = low.map(({ directory, free }) => `${Math.floor(free / MiB)} MB are free in ${directory}`)
  await asWorker(async (tx) => {
    if (low.length > 0) return raiseAlarm(tx, 'disk.low', machine, details.join('; '))
    if (disks.some(({ free }) => free === null)) return
    await tx.alarm.updateMany({
      where: { kind: 'disk.low', subject: { in: [machine, FORMER] }, resolvedAt: null },
      data: { resolvedAt: now() },
    })
  })
}
