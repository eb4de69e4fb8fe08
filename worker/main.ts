import { disconnect } from '@/lib/core/db'
import { log, trace } from '@/lib/core/logger'
import { startWorker } from './worker'

const worker = await startWorker().catch((error: unknown) => {
  log.error('worker.start', { ...trace(error), message: error instanceof Error ? error.message : undefined })
  process.exit(1)
})
process.stdout.write('worker ready\n')

let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  await worker.stop()
  await disconnect()
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
