'use client'

import { useTimeZone, useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { formatTime } from '@/lib/core/format'

type Props = { ending: { why: 'idle' | 'absolute'; at: Date }; onStay: () => void }

/** The warning itself: loaded when there is one to give. */
export function SessionEnding({ ending, onStay }: Props) {
  const t = useTranslations('shell.session')
  const zone = useTimeZone() ?? 'UTC'
  return (
    <Dialog
      open
      onClose={onStay}
      title={t('soon', { time: formatTime(ending.at.toISOString(), zone) })}
      footer={
        <Button look="primary" onClick={onStay}>
          {t(ending.why === 'idle' ? 'stay' : 'understood')}
        </Button>
      }
    >
      <p role="alert" className="pb-2 text-sm">
        {t(ending.why)}
      </p>
    </Dialog>
  )
}
