import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { sha256Of } from './keep-envelope'
import { raiseAlarm } from './raise-alarm'

type Fault = { fault: string; text: string; raw?: Uint8Array }

const RECENT = 1000
const MOST_AN_HOUR = 20

/**
 * A poll that brought no answer: told once by its name. Bytes that may be an answer, but cannot be read, are kept, the
 * same ones once and twenty an hour: СМЭВ brings them at each poll. A proxy's page and a fault of СМЭВ are not kept (decision 3).
 */
export async function recordFault({ fault, text, raw }: Fault, driver: SmevDriver = 'DIRECT'): Promise<void> {
  await asWorker(async (tx) => {
    if (fault !== 'Unreadable' && fault !== 'TooLarge') return raiseAlarm(tx, 'answer.fault', fault, text)
    await raiseAlarm(tx, 'answer.unreadable', fault, text)
    if (!raw?.length) return
    const body = new Uint8Array(raw)
    const sha256 = sha256Of(body)
    const at = now()
    const [kept] = await tx.$queryRaw<{ isEnough: boolean }[]>`
      SELECT coalesce(bool_or(sha256 = ${sha256}), false) OR count(*) FILTER (
        WHERE message_id IS NULL AND acked_at > ${at}::timestamptz - interval '1 hour') >= ${MOST_AN_HOUR} AS "isEnough"
      FROM (SELECT sha256, message_id, acked_at FROM envelopes WHERE operation = 'GetResponse' ORDER BY id DESC LIMIT ${RECENT}) recent`
    if (kept?.isEnough) return
    await tx.envelope.create({
      data: {
        direction: 'IN',
        operation: 'GetResponse',
        driver,
        body,
        sha256,
        createdAt: at,
        processedAt: at,
        ackedAt: at,
      },
      select: { id: true },
    })
  })
}

/** An answer whose signatures hold, but whose signer our settings do not trust: told once a reason, believed once mended. */
export const recordDistrust = (reason: string): Promise<void> =>
  asWorker((tx) => raiseAlarm(tx, 'answer.distrusted', reason.slice(0, 200), reason))
