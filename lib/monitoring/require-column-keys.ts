import { beforeSignIn } from '@/lib/core/db'
import { judgeColumnKeys, WrongColumnKeys } from '@/lib/core/judge-column-keys'
import { log, trace } from '@/lib/core/logger'

/** Web reads nothing under wrong keys: it does not start. A database that is away is told by each request. */
export async function requireColumnKeys(): Promise<void> {
  try {
    judgeColumnKeys(await beforeSignIn((tx) => tx.columnKey.findMany()))
  } catch (error) {
    log.error('columns.keys', {
      ...trace(error),
      message: error instanceof WrongColumnKeys ? error.message : undefined,
    })
    if (error instanceof WrongColumnKeys) process.exit(1)
  }
}
