'use client'

import { useTranslations } from 'use-intl'
import { Tick } from '@/components/form/tick'
import { Button } from '@/components/ui/button'

type Props = {
  selectable: string[]
  chosen: string[]
  busy: boolean
  onChoose: (ids: string[]) => void
  onResend: () => void
}

/** All of the page at once, and what is done with those chosen. Its place is kept, so that no row moves. */
export function SelectBar({ selectable, chosen, busy, onChoose, onResend }: Props) {
  const t = useTranslations('deliveries')
  const all = chosen.length === selectable.length
  return (
    <div className="mb-1 flex min-h-10 flex-wrap items-center gap-x-4 px-2.5">
      <Tick
        checked={all}
        ref={(input) => {
          if (input) input.indeterminate = !all && chosen.length > 0
        }}
        onChange={() => onChoose(all ? [] : selectable)}
      >
        {t('selectAll')}
      </Tick>
      {chosen.length > 0 && (
        <Button look="primary" busy={busy} onClick={onResend}>
          {t('resendSelected', { count: chosen.length })}
        </Button>
      )}
      <span role="status" className="text-sm text-muted">
        {chosen.length > 0 && t('selected', { count: chosen.length })}
      </span>
    </div>
  )
}
