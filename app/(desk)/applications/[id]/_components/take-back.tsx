'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { CardStep } from '@/lib/applications/card-steps'
import { takeBackAction } from '../../actions'
import { useAct } from './use-card'

/** A final status before it leaves: how long it can still be taken back, and the button that does it (S11). */
export function TakeBack({ step, until }: { step: CardStep; until: string }) {
  const t = useTranslations('card.takeBack')
  const { card, now, run, busy } = useAct()
  const left = () => Math.max(0, Math.ceil((Date.parse(until) - now().getTime()) / 1000))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => {
    const tick = setInterval(() => setSeconds(left()), 250)
    return () => clearInterval(tick)
  })
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-lg bg-amber-weak px-3 py-2 text-sm">
      <p role="timer" className="flex items-center gap-1.5">
        <Icon name="clock" />
        {t('left', { seconds })}
      </p>
      {card.may.write && (
        <Button
          busy={busy !== null}
          aria-label={t('undoNamed', { status: step.statusName })}
          onClick={() => void run('takeBack', () => takeBackAction({ deliveryId: step.deliveryId }))}
        >
          {t('undo')}
        </Button>
      )}
    </div>
  )
}
