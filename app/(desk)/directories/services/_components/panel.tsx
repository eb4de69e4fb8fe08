import type { ReactNode } from 'react'

/** A section of the card. */
export const Panel = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="grid min-w-0 gap-4 rounded-xl border border-line bg-surface p-4">
    <legend className="px-1 font-semibold">{title}</legend>
    {children}
  </fieldset>
)
