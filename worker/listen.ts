import pg from 'pg'
import { KEEP_ALIVE } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { log } from '@/lib/core/logger'

const AGAIN = 5000 // ms

/**
 * Hears NOTIFY on a connection of its own: DATABASE_URL_DIRECT, where the other address leads through a pooler that forgets
 * who listens. Without any connection nothing is lost: the worker looks by itself each second.
 */
export function listen(channel: string, heard: () => void): { stop: () => Promise<void> } {
  const connectionString = env().DATABASE_URL_DIRECT ?? env().DATABASE_URL_WORKER ?? env().DATABASE_URL
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const again = () => {
    client = undefined
    if (!stopped) timer = setTimeout(open, AGAIN)
  }
  const open = () => {
    const mine = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, ...KEEP_ALIVE })
    client = mine
    mine.on('notification', heard)
    mine.on('error', () => undefined) // told by the end of the connection
    mine.once('end', again)
    mine
      .connect()
      .then(() => mine.query(`LISTEN ${mine.escapeIdentifier(channel)}`))
      .then(heard) // of what was told before
      .catch((error: unknown) => {
        log.warn('listen.failed', { error: error instanceof Error ? error.message.slice(0, 200) : undefined })
        void mine.end().catch(() => undefined)
      })
  }
  open()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
