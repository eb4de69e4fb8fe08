import type { ReactNode } from 'react'
import { Icon } from '@/components/ui/icon'

/** A group of filters that folds, as in ПГС. */
export function FilterGroup({ name, children }: { name: string; children: ReactNode }) {
  return (
    <details className="group">
      <summary className="flex min-h-8 cursor-pointer list-none items-center justify-between rounded-lg px-1.5 text-sm font-medium hover:bg-bg">
        {name}
        <span className="text-muted group-open:rotate-180">
          <Icon name="down" />
        </span>
      </summary>
      <div className="grid gap-2 px-1.5 pt-1 pb-2">{children}</div>
    </details>
  )
}
