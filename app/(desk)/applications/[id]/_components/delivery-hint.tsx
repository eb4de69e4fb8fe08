'use client'

import { useId, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { CardStep } from '@/lib/applications/card-steps'
import { formatDateTime } from '@/lib/core/format'
import { awaitsAdministrator } from '@/lib/delivery/awaits-administrator'
import { awaitsFile } from '@/lib/delivery/labels'
import { useAct } from './use-card'

/** The tooltip of a delivery: opens on hover and on focus, and describes the chip to a screen reader. */
export function DeliveryHint({ step, children }: { step: CardStep; children: ReactNode }) {
  const t = useTranslations('verdict.hint')
  const { timeZone } = useAct()
  const id = useId()
  const { delivery } = step
  const moment = (at: string | null) => (at ? formatDateTime(at, timeZone) : '')
  const { view } = delivery
  // These say it all under the chip.
  const text =
    view === 'refused' ||
    view === 'impossible' ||
    view === 'technical' ||
    view === 'expired' ||
    awaitsFile(delivery) ||
    awaitsAdministrator(delivery)
      ? null
      : t(view, {
          time: moment(delivery.settledAt),
          attempt: delivery.attempts,
          deadline: moment(delivery.deadlineAt),
          reason: delivery.decision ?? '',
        })
  if (!text) return <p>{children}</p>
  return (
    <p className="group relative w-fit" tabIndex={0} aria-describedby={id}>
      {children}
      <span
        id={id}
        role="tooltip"
        className="invisible absolute top-full left-0 z-20 mt-1 w-72 max-w-[80vw] rounded-lg border border-line-strong bg-raised px-3 py-2 text-[13px] leading-[18px] text-text group-hover:visible group-focus:visible"
      >
        {text}
      </span>
    </p>
  )
}
