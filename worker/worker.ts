import { Logger, run } from 'graphile-worker'
import { env } from '@/lib/core/env'
import { log, trace } from '@/lib/core/logger'
import { escalateOverdue } from '@/lib/delivery/escalate'
import { beat } from '@/lib/monitoring/heartbeat'
import { openGateway, pollSeconds } from './gateway'
import { every } from './rhythm'
import { openSenders, renewHeld } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'
import { pruneByTerm } from './tasks/prune-by-term'
import { sealLogs } from './tasks/seal-logs'

export type RunningWorker = { stop: () => Promise<void>; ended: Promise<void> }

/**
 * Starts delivering: woken by each saved change, and by itself each second for what is due again. One process more or
 * less changes nothing but the speed.
 */
export async function startWorker(): Promise<RunningWorker> {
  const gateway = openGateway()
  const workerId = crypto.randomUUID()
  const senders = openSenders(gateway)
  const wake = () => Promise.resolve(senders.wake())
  // Answers never wait for a send: a poll only wakes the senders.
  const poll = async () => void ((await pollAnswers(gateway)) > 0 && senders.wake())
  await beat(workerId)
  const connectionString = env().DATABASE_URL_DIRECT ?? env().DATABASE_URL_WORKER ?? env().DATABASE_URL
  const runner = await run({
    connectionString,
    concurrency: 2,
    pollInterval: 1000,
    maxPoolSize: 4,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error('queue', { message: message.slice(0, 200) })
    }),
    taskList: { deliver: wake },
  })
  const rhythms = [
    every(1000, wake),
    every(pollSeconds() * 1000, poll),
    every(30_000, escalateOverdue),
    every(5000, () => beat(workerId)),
    every(5000, renewHeld),
    every(5000, sealLogs),
    every(86_400_000, pruneByTerm),
  ]
  let stopping = false
  const stop = async () => {
    stopping = true
    await Promise.all(rhythms.map((rhythm) => rhythm.stop()))
    await senders.stop()
    await sealLogs().catch((error: unknown) => log.error('log.sealing', trace(error))) // what was sent last too
    await runner.stop().catch(() => {})
    gateway.close()
  }
  const ended = runner.promise.catch((error: unknown) => {
    if (!stopping) log.error('queue.ended', trace(error))
  })
  return { stop, ended }
}
