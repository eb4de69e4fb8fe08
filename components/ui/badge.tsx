import type { ReactNode } from 'react'

const tones = {
  work: 'bg-blue-weak text-blue',
  ok: 'bg-green-weak text-green',
  no: 'bg-red-weak text-red',
  wait: 'bg-amber-weak text-amber',
  info: 'bg-violet-weak text-violet',
  outline: 'bg-bg text-muted shadow-[inset_0_0_0_1px_var(--line-strong)]',
} as const

export type BadgeTone = keyof typeof tones

export const stateTones = {
  DRAFT: 'outline',
  IN_WORK: 'work',
  GRANTED: 'ok',
  REFUSED: 'no',
  CANCELLED: 'outline',
} as const

export function Badge({ tone, children }: { tone: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded px-2 py-0.5 text-xs leading-4 font-semibold whitespace-nowrap forced-colors:border ${tones[tone]}`}
    >
      {children}
    </span>
  )
}
