'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { wasJustRegistered } from '@/components/application/just-registered'
import { useWords } from '@/components/form/use-words'
import type { Card } from '@/lib/applications/get-application'
import { formatTime } from '@/lib/core/format'
import { SignedOutDialog } from '../../new/_components/signed-out-dialog'
import { ApplicantSection } from './applicant-section'
import { CardDialogs } from './card-dialogs'
import { CardHead } from './card-head'
import { FilesSection, attach } from './files-section'
import { HistorySection } from './history-section'
import { NumbersSection } from './numbers-section'
import { Steps } from './steps'
import { CardContext, useCard, useRun, type CardDialog } from './use-card'
import { useLetters } from './use-letters'

/** Everything of one application: what happened, where each status is on its way, and what may be done now. */
export function ApplicationCard({ initial, timeZone }: { initial: Card; timeZone: string }) {
  const t = useTranslations('card')
  const words = useWords()
  const { card, stale, refresh, now } = useCard(initial)
  const { busy, run, refused, clearRefused } = useRun(refresh)
  const [dialog, setDialog] = useState<CardDialog | null>(null)
  const ask = (next: CardDialog | null) => {
    clearRefused()
    setDialog(next)
  }
  const heading = useRef<HTMLHeadingElement>(null)
  const fresh =
    wasJustRegistered(card.id) && card.steps.length === 1 && !card.steps[0]?.delivery.remedies.length
  useEffect(() => heading.current?.focus(), [])
  useLetters({
    KeyS: () => card.next.length > 0 && ask({ kind: 'status' }),
    KeyR: attach,
  })
  return (
    <CardContext value={{ card, timeZone, busy, run, refused, ask, refresh, now }}>
      <article
        aria-label={t('region', { number: card.number })}
        className="max-w-[860px] border-r border-line bg-surface"
      >
        <CardHead heading={heading} note={fresh ? t('registered', { number: card.number }) : null} />
        {!dialog && refused && refused.code !== 'NOT_SIGNED_IN' && (
          <p role="alert" className="m-4 rounded-xl border-2 border-red bg-surface px-4 py-3 text-sm">
            {words(refused.message)}
          </p>
        )}
        {stale !== null && (
          <p className="mx-5 mt-3 text-sm text-amber">
            {t('stale', { time: formatTime(new Date(stale), timeZone) })}
          </p>
        )}
        <NumbersSection />
        <Steps />
        <ApplicantSection />
        <FilesSection />
        <HistorySection />
      </article>
      <CardDialogs dialog={dialog} />
      <SignedOutDialog open={refused?.code === 'NOT_SIGNED_IN'} onContinue={clearRefused} />
    </CardContext>
  )
}
