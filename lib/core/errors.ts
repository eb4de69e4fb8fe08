import { say, type MessageValues } from './message'

export type RefusalCode =
  'NOT_SIGNED_IN' | 'UNPROVEN' | 'FORBIDDEN' | 'NOT_FOUND' | 'INVALID' | 'CONFLICT' | 'LIMIT' | 'UNAVAILABLE'

/**
 * An expected end of a verb: it is told to the person as it stands, never logged as a failure.
 * `message` is a key of messages/ (lib/core/message).
 */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    key: string,
    readonly options: { values?: MessageValues; fieldErrors?: Record<string, string>; data?: unknown } = {},
  ) {
    super(say(key, options.values))
    this.name = 'Refusal'
  }
}

const REFUSED_BY_A_FULL_DISK = /^(25006|53100)$/ // read_only_sql_transaction (scripts/disk.mjs), disk_full

/** Whether the database took nothing for want of space. Prisma wraps the server's code, and more than once. */
export function isDiskFull(error: unknown): boolean {
  for (let cause = error; typeof cause === 'object' && cause !== null;) {
    const { code, originalCode, meta, cause: next } = cause as Record<string, unknown>
    if ([code, originalCode].some((one) => typeof one === 'string' && REFUSED_BY_A_FULL_DISK.test(one)))
      return true
    cause = next ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError
  }
  return false
}

export const notFound = () => new Refusal('NOT_FOUND', 'refusal.notFound')
