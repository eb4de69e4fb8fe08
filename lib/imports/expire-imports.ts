import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { removeImportFile } from './import-file'

const MOST = 100

/** Destroys files and rows whose time is over; what nobody decided by then has failed. Returns how many. */
export async function expireImports(): Promise<number> {
  const at = now()
  const expired = await asWorker(async (tx) => {
    const found = await tx.import.findMany({
      where: {
        expiresAt: { lt: at },
        destroyedAt: null,
        OR: [{ leaseUntil: null }, { leaseUntil: { lt: at } }],
      },
      select: { id: true, state: true },
      take: MOST,
    })
    for (const { id, state } of found) {
      const ended = state === 'DONE' || state === 'FAILED' || state === 'CANCELLED'
      const end = ended ? {} : { state: 'FAILED' as const, fault: 'imports.fault.expired' }
      await tx.import.updateMany({
        where: { id, state },
        data: { ...end, examples: [], leaseToken: null, leaseUntil: null, changedAt: at, destroyedAt: at },
      })
      await tx.importRow.deleteMany({ where: { importId: id } })
    }
    return found
  })
  await Promise.all(expired.map(({ id }) => removeImportFile(id)))
  return expired.length
}
