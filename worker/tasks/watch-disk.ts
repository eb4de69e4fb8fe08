import { statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'

const LEAST = 2 ** 30 // bytes
const MiB = 2 ** 20
const FORMER = 'DATA_DIR' // the subject of the version before

/** Tells administrators that the disk of DATA_DIR fills up, long before nothing can be saved (fault F16); each machine takes back what it told. */
export async function watchDisk(
  directory = env().DATA_DIR,
  least = LEAST,
  machine = hostname(),
): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  const free = bavail * bsize
  await asWorker(async (tx) => {
    if (free < least) return raiseAlarm(tx, 'disk.low', machine, `${Math.floor(free / MiB)} MB are free`)
    await tx.alarm.updateMany({
      where: { kind: 'disk.low', subject: { in: [machine, FORMER] }, resolvedAt: null },
      data: { resolvedAt: now() },
    })
  })
}
