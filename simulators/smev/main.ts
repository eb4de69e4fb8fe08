import { readEnvironment } from './env'
import { startServer } from './server'

try {
  const environment = readEnvironment()
  const running = await startServer(environment)
  console.log(`simulator ready ${JSON.stringify({ port: running.port, ftpPort: running.ftpPort })}`)
  const stop = () => {
    // A client that holds its connection open must not keep the process alive.
    setTimeout(() => process.exit(0), 2_000).unref()
    void running.close().finally(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  console.error(`simulator cannot start: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
