// The reference of P1: a job of pg-boss a change, 32 workers that fetch, send and complete without a rest.
import PgBoss from 'pg-boss'
import { plant, pool, runUntilStopped, sendChange, SENDERS, url, type Job } from './pipeline'

const SCHEMA = 'by_pg_boss'
const QUEUE = 'changes'
const boss = new PgBoss({
  connectionString: url,
  max: SENDERS,
  schema: 'pgboss',
  supervise: false,
  schedule: false,
})
boss.on('error', (error) => process.stderr.write(`pg-boss: ${error.message}\n`))
await pool.query('DROP SCHEMA IF EXISTS pgboss CASCADE')
await boss.start()
await boss.createQueue(QUEUE)

/** Jobs of one page have one moment: ids that grow keep them in the order of saving. */
const idOf = (id: number) => `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`
await plant(SCHEMA, (jobs) =>
  boss.insert(jobs.map((job) => ({ id: idOf(job.id), name: QUEUE, data: job, retryLimit: 5 }))),
)

let stopped = false
async function work(): Promise<void> {
  while (!stopped) {
    const [job] = await boss.fetch<Job>(QUEUE)
    if (!job) {
      await new Promise((done) => setTimeout(done, 100))
      continue
    }
    try {
      await sendChange(job.data)
      await boss.complete(QUEUE, job.id)
    } catch (error) {
      await boss.fail(QUEUE, job.id, { message: String(error) })
    }
  }
}
const workers = Array.from({ length: SENDERS }, work)
runUntilStopped(async () => {
  stopped = true
  await Promise.all(workers)
})
