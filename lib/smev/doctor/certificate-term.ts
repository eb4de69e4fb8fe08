import type { Certificate } from '@/lib/gost/certificate'

const DAY = 86_400_000
/** Days before its end at which a certificate is warned of; 0: it has ended. */
export const termWarnings = [30, 14, 3, 1, 0] as const
export type TermWarning = (typeof termWarnings)[number]

/** Whole days to the end of a certificate, and the narrowest warning that is due. */
export function termOf(
  { notAfter }: Pick<Certificate, 'notAfter'>,
  at: Date,
): { days: number; warning?: TermWarning } {
  const left = notAfter.getTime() - at.getTime()
  const due = termWarnings.filter((days) => (days === 0 ? left <= 0 : left <= days * DAY))
  return { days: Math.max(0, Math.floor(left / DAY)), warning: due.at(-1) }
}
