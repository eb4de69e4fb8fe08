import type { ComponentProps, ReactNode } from 'react'

/** A checkbox with its words. */
export function Tick({
  children,
  className = '',
  ...input
}: ComponentProps<'input'> & { children: ReactNode }) {
  return (
    <label className={`inline-flex min-h-8 items-center gap-2 text-sm ${className}`}>
      <input type="checkbox" className="size-4 shrink-0 accent-blue" {...input} />
      <span className="min-w-0">{children}</span>
    </label>
  )
}
