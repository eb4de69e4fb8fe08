import { useId, type ReactNode } from 'react'

/** One section of the form: a region with its heading. */
export function Panel({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="mb-3.5 rounded-xl border border-line bg-surface px-5 py-4">
      <h2 id={id} className="mb-3">
        {title}
      </h2>
      <div className="grid gap-3">{children}</div>
    </section>
  )
}

/** Tightly bound short fields on one line; one under another below 700 px. */
export const row = 'grid items-end gap-x-3.5 gap-y-3 min-[700px]:grid-cols-3'
