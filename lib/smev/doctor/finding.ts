/** What the doctor looks at, in this order. */
export const subjects = [
  'signer',
  'certificate',
  'endpoint',
  'clock',
  'selector',
  'store',
  'test',
  'hold',
] as const
export type Subject = (typeof subjects)[number]

/**
 * One thing seen. `code` with its values says what it is; the words stand in the catalogue under `doctor`. `detail` is what
 * the other side or the system said itself.
 */
export interface Finding {
  subject: Subject
  level: 'ok' | 'warn' | 'bad' | 'skipped'
  code: string
  values?: Record<string, string | number>
  detail?: string
}
