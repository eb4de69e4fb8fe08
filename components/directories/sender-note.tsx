'use client'

import { useTranslations } from 'use-intl'
import { Icon } from '@/components/ui/icon'
import type { SenderProblem } from '@/lib/directories/schema'

/** ЕПГУ takes orders from the organisations of its list alone: an administrator must know that ours is not there. */
export function SenderNote({ problem }: { problem: SenderProblem | null }) {
  const t = useTranslations('directories')
  if (!problem) return null
  return (
    <p className="mb-3 flex items-start gap-2 rounded-lg border border-red bg-red-weak px-3 py-2 text-sm">
      <span className="mt-0.5 text-red">
        <Icon name="warn" />
      </span>
      {t(`sender.${problem}`)}
    </p>
  )
}
