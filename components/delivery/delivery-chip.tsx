'use client'

import { useTranslations } from 'use-intl'
import { Icon, type IconName } from '@/components/ui/icon'
import { formatTime } from '@/lib/core/format'
import { knownCodes, tones } from '@/lib/delivery/labels'
import type { DeliveryView } from '@/lib/delivery/schema'

const icons: Record<DeliveryView, IconName> = {
  takeBack: 'clock',
  queued: 'clock',
  held: 'pause',
  sending: 'up',
  retry: 'loop',
  sent: 'up',
  noAnswer: 'clock',
  accepted: 'ok',
  refused: 'no',
  technical: 'warn',
  expired: 'stop',
  skipped: 'skip',
  impossible: 'dash',
  superseded: 'dash',
}
const colours = { muted: 'text-muted', wait: 'text-amber', ok: 'text-green', no: 'text-red' }

type Props = {
  view: DeliveryView | null
  code?: number | null
  at?: string | null
  elkOrderNumber?: string | null
  timeZone: string
}

/** The delivery told as it is: icon, word, number or time. Never only a colour, never a spinner. */
export function DeliveryChip({ view, code, at, elkOrderNumber, timeZone }: Props) {
  const t = useTranslations('delivery')
  if (!view) return <Chip icon="dash" tone="muted" text={t('none')} />
  const time = at ? formatTime(at, timeZone) : ''
  const reason = knownCodes.some((known) => known === code)
    ? t(`short.${code as (typeof knownCodes)[number]}`)
    : t('short.other', { code: String(code ?? '—') })
  const text =
    view === 'accepted' && elkOrderNumber
      ? t('view.acceptedNumber', { number: elkOrderNumber })
      : t(`view.${view}`, { time, reason })
  return <Chip icon={icons[view]} tone={tones[view]} text={text} />
}

function Chip({ icon, tone, text }: { icon: IconName; tone: keyof typeof colours; text: string }) {
  return (
    <span className={`inline-flex items-center gap-1.5 text-[13px] leading-[18px] ${colours[tone]}`}>
      <Icon name={icon} />
      <span>{text}</span>
    </span>
  )
}
