import { say, type MessageValues } from '@/lib/core/message'

/** What a field's text means: a canonical value with the corrections told as notices, or the reason it has none. */
export type Parsed<T = string> = { ok: true; value: T; notices: string[] } | { ok: false; message: string }

export function accept<T>(value: T, notices: string[] = []): Parsed<T> {
  return { ok: true, value, notices }
}

export function refuse(key: string, values?: MessageValues): { ok: false; message: string } {
  return { ok: false, message: say(key, values) }
}
