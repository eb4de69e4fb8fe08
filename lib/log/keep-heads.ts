import { asWorker } from '@/lib/core/db'
import { appendHeads, journalPath, type Head } from './head-journal'
import { BrokenLog, takeSealLock } from './seal-lock'
import { SEALED_LOGS } from './sealed-log'

type Row = { log: string; position: string; seal: string; at: Date }

/**
 * Carries the newest head of each log to the journal outside the database.
 * @throws BrokenLog when the journal's last head is not in the database: something was cut off, or an older copy put back
 */
export function keepHeads(file = journalPath()): Promise<void> {
  return asWorker(async (tx) => {
    if (!(await takeSealLock(tx))) return
    await appendHeads(file, async (last) => {
      for (const head of last.values()) {
        const [known] = await tx.$queryRaw<{ seal: string }[]>`
          SELECT encode(seal, 'hex') AS seal FROM public.log_heads WHERE log = ${head.log} AND position = ${head.position}`
        if (known?.seal !== head.seal)
          throw new BrokenLog(head.log, `head ${head.position} of the journal is not in the database`)
      }
      const heads: Head[] = []
      for (const { name } of SEALED_LOGS) {
        const [newest] = await tx.$queryRaw<Row[]>`
          SELECT log, position::text, encode(seal, 'hex') AS seal, at FROM public.log_heads
          WHERE log = ${name} ORDER BY log_heads.position DESC LIMIT 1`
        if (newest && Number(newest.position) > (last.get(name)?.position ?? 0))
          heads.push({ ...newest, position: Number(newest.position), at: newest.at.toISOString() })
      }
      return heads
    })
  })
}
