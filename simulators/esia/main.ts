import { readEnvironment } from './env'
import { startServer } from './server'

try {
  const environment = readEnvironment()
  const running = await startServer(environment)
  console.log(`esia simulator ready ${JSON.stringify({ port: running.port })}`)
  const stop = () => {
    // A client that holds its connection open must not keep the process alive.
    setTimeout(() => process.exit(0), 2_000).unref()
    void running.close().finally(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  console.error(`esia simulator cannot start: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
