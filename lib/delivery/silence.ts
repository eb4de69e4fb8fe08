import { asWorker, Prisma, workerSql } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { raiseAlarm } from './raise-alarm'

/** Faults of a send by which nobody answered, or nobody who could. */
export const SILENCE: ReadonlySet<string> = new Set([
  'Timeout',
  'ConnectionRefused',
  'ConnectionReset',
  'ConnectionFailed',
  'HostNotFound',
  'HttpStatus',
  'Unreadable',
  'SMEVFailure',
  'SystemFault',
])

/** Where messages go, and where their files go before them: each by an address of its own. */
export type Silent = 'send.down' | 'store.down'

/** An address is silent: the screens say so until it answers. */
export const tellSilence = (kind: Silent, driver: SmevDriver): Promise<void> =>
  asWorker((tx) =>
    raiseAlarm(tx, kind, driver, 'no answer three times in a row; tried once a second at most'),
  )

/** It answers again: what its silence had put off goes now. */
export const goOnAfterSilence = (kind: Silent, driver: SmevDriver): Promise<unknown> =>
  goOn(driver, { kind, subject: driver }, [...SILENCE])

/** The first answer to this process: a silence that another has told, and did not live to take back, is over. */
export const endToldSilence = (kind: Silent, driver: SmevDriver): Promise<unknown> =>
  goOn(driver, { kind, subject: driver }, [...SILENCE], Prisma.sql`EXISTS (SELECT FROM told)`)

/** What had stopped a driver is mended: what waited for that goes now. */
export const goOnAfterMending = (driver: SmevDriver, fault: string): Promise<unknown> =>
  goOn(driver, { kind: 'send.stop', subject: fault }, [fault])

const goOn = (
  driver: SmevDriver,
  alarm: { kind: string; subject: string },
  faults: string[],
  when = Prisma.sql`true`,
) =>
  workerSql(Prisma.sql`
    WITH told AS (
      UPDATE alarms SET resolved_at = app_now()
      WHERE kind = ${alarm.kind} AND subject = ${alarm.subject} AND resolved_at IS NULL RETURNING id)
    UPDATE messages SET next_attempt_at = app_now()
    WHERE driver = ${driver}::smev_driver AND state = 'PREPARED' AND next_attempt_at > app_now() AND lease_token IS NULL AND ${when}
      AND split_part(last_fault, ':', 1) = ANY (${faults}::text[])`)
