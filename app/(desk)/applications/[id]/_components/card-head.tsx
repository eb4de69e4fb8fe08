'use client'

import Link from 'next/link'
import type { RefObject } from 'react'
import { useTranslations } from 'use-intl'
import { LookOnly } from '@/components/application/look-only'
import { Badge, stateTones } from '@/components/ui/badge'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { formatDate, formatDateTime, formatTime } from '@/lib/core/format'
import { attach } from './files-section'
import { useAct } from './use-card'

type Props = { heading: RefObject<HTMLHeadingElement | null>; note: string | null }

export function CardHead({ heading, note }: Props) {
  const t = useTranslations('card')
  const states = useTranslations('applications.state')
  const { card, ask } = useAct()
  const attaches = card.may.write && (card.state === 'DRAFT' || card.state === 'IN_WORK')
  return (
    <header className="grid gap-2 border-b border-line px-5 pt-3.5 pb-3">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h1 ref={heading} tabIndex={-1} aria-describedby={note ? 'card-note' : undefined}>
          {t('title', { number: card.number })}
        </h1>
        <Badge tone={stateTones[card.state]}>{states(card.state)}</Badge>
        <Deadlines />
      </div>
      {card.overseen && (
        <p>
          <LookOnly name={card.overseen.name} />
        </p>
      )}
      {note && (
        <p id="card-note" className="text-sm text-green">
          {note}
        </p>
      )}
      {card.serviceName && <p>{card.serviceName}</p>}
      <div className="flex flex-wrap items-center gap-2">
        {card.next.length > 0 && (
          <Button look="primary" hint="S" aria-keyshortcuts="S" onClick={() => ask({ kind: 'status' })}>
            {t('changeStatus')}
          </Button>
        )}
        {attaches && (
          <Button hint="R" aria-keyshortcuts="R" onClick={attach}>
            {t('attach')}
          </Button>
        )}
        {card.may.edit && (
          <Link
            href={`/applications/${card.id}/edit`}
            className={buttonClass(card.state === 'DRAFT' ? 'primary' : 'plain')}
          >
            {t(card.state === 'DRAFT' ? 'continueDraft' : 'edit')}
          </Link>
        )}
        {card.state !== 'DRAFT' && (
          <Button look="ghost" onClick={() => ask({ kind: 'citizen' })}>
            <Icon name="eye" />
            {t('citizen')}
          </Button>
        )}
      </div>
    </header>
  )
}

/** Two clocks, each with its word: «передать до» and «срок услуги». */
function Deadlines() {
  const t = useTranslations('card')
  const { card, timeZone } = useAct()
  const { transferBy, serviceTermAt, at } = card
  const sameDay = transferBy && formatDate(transferBy, timeZone) === formatDate(at, timeZone)
  const late = transferBy !== null && transferBy < at
  return (
    <>
      {transferBy && (
        <Badge tone={late ? 'no' : 'wait'}>
          <Icon name="clock" size={14} />
          {t(late ? 'transferLate' : 'transferBy', {
            time: sameDay ? formatTime(transferBy, timeZone) : formatDateTime(transferBy, timeZone),
          })}
        </Badge>
      )}
      {serviceTermAt && (
        <span className="text-[13px] text-muted">
          {t('serviceTerm', { date: formatDate(serviceTermAt, timeZone) })}
        </span>
      )}
    </>
  )
}
