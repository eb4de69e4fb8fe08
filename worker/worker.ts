import { asWorker } from '@/lib/core/db'
import { judgeColumnKeys } from '@/lib/core/judge-column-keys'
import { log, trace } from '@/lib/core/logger'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { drivers, isDriverInUse } from '@/lib/delivery/drivers'
import { endAlarms } from '@/lib/delivery/end-alarms'
import { escalateOverdue } from '@/lib/delivery/escalate'
import { openHold } from '@/lib/delivery/hold'
import { noticeRestored } from '@/lib/delivery/notice-restored'
import { goOnAfterMending } from '@/lib/delivery/silence'
import { RENEW_MS } from '@/lib/delivery/leases'
import { expireImports } from '@/lib/imports/expire-imports'
import { beat } from '@/lib/monitoring/heartbeat'
import { openGateways, pollSeconds } from './gateway'
import { openGeps } from './geps'
import { importKinds } from './import-kinds'
import { listen } from './listen'
import { every } from './rhythm'
import { openSenders, renewHeld } from './tasks/deliver'
import { askDirectories } from './tasks/ask-directories'
import { askStatus } from './tasks/ask-status'
import { notify } from './tasks/notify'
import { MOST_HANGING, pollAnswers } from './tasks/poll-answers'
import { watchCertificates } from './tasks/watch-certificates'
import { watchDisk } from './tasks/watch-disk'
import { watchKeys } from './tasks/watch-keys'
import { pruneByTerm } from './tasks/prune-by-term'
import { forgetCounters } from './tasks/forget-counters'
import { runImports } from './tasks/run-imports'
import { checkAudit } from './tasks/check-audit'
import { sealLogs } from './tasks/seal-logs'
import { sweepUploads } from './tasks/sweep-uploads'

const SOON = 0.05 // of the usual rest between polls

export type RunningWorker = { stop: () => Promise<void> }

/**
 * Starts delivering: woken by each saved change, and by itself each second for what is due again. One process more or
 * less changes nothing but the speed.
 */
export async function startWorker(): Promise<RunningWorker> {
  judgeColumnKeys(await asWorker((tx) => tx.columnKey.findMany()))
  await noticeRestored()
  const isHeld = openHold()
  const unlessHeld = (work: () => Promise<unknown>) => async () => ((await isHeld()) ? undefined : work())
  const gateways = openGateways({
    now: true,
    onMended: (driver, fault) => {
      goOnAfterMending(driver, fault).then(
        () => senders.wake(),
        (error: unknown) => log.error('worker.failed', trace(error)),
      )
    },
  })
  const geps = openGeps()
  const workerId = crypto.randomUUID()
  let isStopping = false
  const senders = openSenders(gateways.of, { onTaken: (driver) => polls[driver].soon() })
  const wake = () => Promise.resolve(senders.wake())
  const onSettled = (due: boolean) => (due ? senders.wake() : senders.hear())
  // Answers never wait for a send: a poll only wakes the senders. While answers come, and once a message was taken, the next follows soon.
  const poll = (driver: SmevDriver) => {
    const usual = pollSeconds(driver) * 1000
    let [restMs, isWell] = [usual, true]
    const hanging = new Set<Promise<void>>()
    const leave = (rest: Promise<void>[]) => {
      if (hanging.size + rest.length > MOST_HANGING) return false
      for (const one of rest) {
        const kept: Promise<void> = one.finally(() => hanging.delete(kept))
        hanging.add(kept)
      }
      return true
    }
    const rhythm = every(1000, async () => {
      if (await isHeld()) return { restMs: usual } // an answer to what is not known yet would belong to nobody
      let hasFault = false
      const settled = (await isDriverInUse(driver))
        ? await pollAnswers(gateways.of(driver), driver, {
            onSettled,
            onFault: () => ((hasFault = true), (isWell = false)), // also when the poll has ended without it
            goesOn: () => !isStopping,
            leave,
          })
        : 0
      isWell = !hasFault && hanging.size === 0
      restMs = settled > 0 ? usual * SOON : Math.min(usual, restMs * 2)
      return { restMs }
    })
    const soon = () => {
      if (!isWell) return // it is asked as rarely as it wishes
      restMs = usual * SOON
      rhythm.soon(restMs)
    }
    const stop = async () => {
      await rhythm.stop()
      await Promise.all(hanging)
    }
    return { soon, stop }
  }
  await beat(workerId)
  const polls = Object.fromEntries(drivers.map((driver) => [driver, poll(driver)])) as Record<
    SmevDriver,
    ReturnType<typeof poll>
  >
  const ears = listen('delivery', senders.hear)
  const rhythms = [
    every(1000, wake),
    ...Object.values(polls),
    every(30_000, escalateOverdue),
    every(
      1000,
      unlessHeld(() => askDirectories(() => gateways.of('DIRECT'))),
    ),
    every(500, () => runImports(importKinds)),
    every(60_000, expireImports),
    every(
      60_000,
      unlessHeld(() => askStatus(gateways.of('DIRECT'))),
    ),
    every(60_000, endAlarms),
    every(3_600_000, watchCertificates),
    every(30_000, watchKeys),
    ...(geps
      ? [
          every(
            2000,
            unlessHeld(() => notify(geps)),
          ),
        ]
      : []),
    every(60_000, () => watchDisk()),
    every(5000, () => beat(workerId)),
    every(5000, sealLogs),
    every(86_400_000, pruneByTerm),
    every(3_600_000, forgetCounters),
    every(86_400_000, sweepUploads),
    every(86_400_000, checkAudit),
  ]
  const renewal = every(RENEW_MS, renewHeld)
  const stop = async () => {
    isStopping = true // a queue of answers may be long
    await Promise.all([senders.stop(), ...rhythms.map((rhythm) => rhythm.stop())])
    await renewal.stop() // what is being sent is ours until it is settled
    await sealLogs().catch((error: unknown) => log.error('log.sealing', trace(error))) // what was sent last too
    await ears.stop()
    gateways.close()
    geps?.close()
  }
  return { stop }
}
