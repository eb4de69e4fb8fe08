import { asWorker } from '@/lib/core/db'
import { log, trace } from '@/lib/core/logger'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import { findUnsealed } from '@/lib/log/find-unsealed'
import { keepHeads } from '@/lib/log/keep-heads'
import { BrokenLog } from '@/lib/log/seal-lock'
import { BATCH, sealLog } from '@/lib/log/seal-log'
import { AUDIT, SEALED_LOGS } from '@/lib/log/sealed-log'

const told = (kind: string, subject: string, details: string) =>
  asWorker((tx) => raiseAlarm(tx, `log.${kind}`, subject, details))

/** Old and new values stay here. Positions have no gaps: another system sees by them what it was not told. */
const tellAudit: Parameters<typeof sealLog>[1] = ({ details: _kept, ...row }) => log.record('audit', row)

/** A transaction that took long may have ended just now, with rows of long ago: whoever still waits at so many looks is not sealed. */
const LOOKS = 12
const late = new Map<string, number>()

/** Seals what is final, carries the heads out of the database, and tells administrators when either does not go. */
export async function sealLogs(): Promise<void> {
  try {
    for (const sealed of SEALED_LOGS)
      while ((await sealLog(sealed, sealed === AUDIT ? tellAudit : undefined)) === BATCH);
    await keepHeads()
  } catch (error) {
    log.error('log.sealing', trace(error))
    if (error instanceof BrokenLog) await told('broken', error.log, error.details)
    else await told('sealing', 'log', String(trace(error).code ?? trace(error).error))
  }
  for (const sealed of SEALED_LOGS) {
    const looks = (await findUnsealed(sealed)) ? (late.get(sealed.name) ?? 0) + 1 : 0
    late.set(sealed.name, looks)
    if (looks >= LOOKS) await told('unsealed', sealed.name, 'rows are final, but not sealed')
  }
}
