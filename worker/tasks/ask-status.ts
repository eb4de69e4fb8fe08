import { env } from '@/lib/core/env'
import { log } from '@/lib/core/logger'
import { awaitsStatus } from '@/lib/delivery/awaiting-status'
import { recordFault } from '@/lib/delivery/record-fault'
import { recordStatus } from '@/lib/delivery/record-status'
import type { Gateway } from '@/lib/smev/gateway'

const MOST = 200

/** Asks СМЭВ what became of our messages, when one waits long for its answer (GetStatus). Returns how many words came. */
export async function askStatus(gateway: Gateway, minutes = env().SMEV_STATUS_MINUTES): Promise<number> {
  if (!gateway.status || minutes === 0 || !(await awaitsStatus(minutes))) return 0
  for (let told = 0; told < MOST; told++) {
    const status = await gateway.status()
    if (status.kind === 'empty') return told
    if (status.kind === 'fault') {
      if (status.verdict === 'stop' || status.verdict === 'ask') await recordFault(status)
      // Each word comes once, a forged one too.
      if (status.fault === 'StatusForged' && status.raw) await recordStatus({ raw: status.raw })
      log.warn('status.fault', { fault: status.fault, verdict: status.verdict })
      return told
    }
    await recordStatus(status)
  }
  return MOST
}
