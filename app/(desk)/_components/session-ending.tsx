'use client'

import { useTimeZone, useTranslations } from 'use-intl'
import { MoreMessages } from '@/components/messages'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { formatTime } from '@/lib/core/format'
import sessionEnd from '@/messages/ru/sessionEnd.json'

type Props = { ending: { why: 'idle' | 'absolute'; at: Date }; onStay: () => void }

/** The warning itself with its words: loaded when there is one to give. */
export function SessionEnding(props: Props) {
  return (
    <MoreMessages of={{ sessionEnd }}>
      <Warning {...props} />
    </MoreMessages>
  )
}

function Warning({ ending, onStay }: Props) {
  const t = useTranslations('sessionEnd')
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
