import { WrongColumnKeys } from '@/lib/core/column-keys'
import { beforeSignIn } from '@/lib/core/db'
import { judgeColumnKeys } from '@/lib/core/judge-column-keys'
import { log, trace } from '@/lib/core/logger'
import { watchColumnKeys } from './watch-column-keys'

const known = () => beforeSignIn((tx) => tx.columnKey.findMany())

/** Web reads nothing under wrong keys: it does not start. A database that is away is told by each request. */
export async function requireColumnKeys(): Promise<void> {
  try {
    judgeColumnKeys(await known())
  } catch (error) {
    log.error('columns.keys', {
      ...trace(error),
      message: error instanceof WrongColumnKeys ? error.message : undefined,
    })
    if (error instanceof WrongColumnKeys) process.exit(1)
  }
  const watch = () => watchColumnKeys(known).catch((error: unknown) => log.warn('columns.keys', trace(error)))
  setInterval(() => void watch(), 30_000).unref()
}
