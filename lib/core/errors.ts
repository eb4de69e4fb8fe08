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

export const notFound = () => new Refusal('NOT_FOUND', 'refusal.notFound')
