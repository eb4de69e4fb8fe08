// The reference of P2: a job of graphile-worker a change, its default settings but for 32 at a time, no named queues.
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import { plant, pool, runUntilStopped, sendChange, SENDERS, url, type Job } from './pipeline'

const SCHEMA = 'by_graphile'
const logger = new Logger(() => (level, message) => {
  if (level === 'error') process.stderr.write(`graphile-worker: ${message}\n`)
})
await pool.query('DROP SCHEMA IF EXISTS graphile_worker CASCADE')
const utils = await makeWorkerUtils({ connectionString: url, logger })
await utils.migrate()
await plant(SCHEMA, async (jobs) => {
  await utils.addJobs(jobs.map((payload) => ({ identifier: 'change', payload })))
})
await utils.release()

const runner = await run({
  connectionString: url,
  concurrency: SENDERS,
  maxPoolSize: SENDERS,
  noHandleSignals: true,
  logger,
  taskList: { change: (payload) => sendChange(payload as Job) },
})
runUntilStopped(() => runner.stop())
