'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { wasJustRegistered } from '@/components/application/just-registered'
import { useWords } from '@/components/form/use-words'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { useHotKeys } from '@/components/layout/hot-keys'
import type { Card } from '@/lib/applications/get-application'
import { formatTime } from '@/lib/core/format'
import { heard } from '@/lib/core/message'
import { SignInAgain } from '../../../_components/sign-in-again'
import { useWho } from '../../../who'
import { ApplicantSection } from './applicant-section'
import { CardDialogs } from './card-dialogs'
import { CardHead } from './card-head'
import { FilesSection, attach } from './files-section'
import { HistorySection } from './history-section'
import { NumbersSection } from './numbers-section'
import { Steps } from './steps'
import { CardContext, useCard, useRun, whose, type CardDialog } from './use-card'

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
  const who = useWho()
  const [as, setAs] = useState(who.login)
  const { key, values } = heard(refused?.message ?? '')
  const another = key === 'signIn.another' ? String(values.login) : null
  const lost = refused?.code === 'NOT_SIGNED_IN' || another !== null
  const heading = useRef<HTMLHeadingElement>(null)
  const fresh =
    wasJustRegistered(card.id) && card.steps.length === 1 && !card.steps[0]?.delivery.remedies.length
  useEffect(() => heading.current?.focus(), [])
  const router = useRouter()
  const list = `/applications${whose(card)}`
  const keys = useTranslations('shell.keys')
  useHotKeys([
    ...(card.may.write
      ? [{ code: 'KeyN', hint: 'N', label: keys('add'), act: () => router.push('/applications/new') }]
      : []),
    ...(card.next.length > 0
      ? [{ code: 'KeyS', hint: 'S', label: t('changeStatus'), act: () => ask({ kind: 'status' }) }]
      : []),
    ...(card.may.write ? [{ code: 'KeyR', hint: 'R', label: t('attach'), act: attach }] : []),
    { code: 'Escape', hint: 'Esc', label: t('toList'), act: () => router.push(list) },
  ])
  const common = useTranslations('common')
  const crumbs = [
    { name: common('home'), href: '/' },
    { name: t('list'), href: list },
    { name: t('title', { number: card.number }) },
  ]
  return (
    <CardContext value={{ card, timeZone, busy, run, refused, as, ask, refresh, now }}>
      <Breadcrumbs crumbs={crumbs} />
      <article
        aria-label={t('region', { number: card.number })}
        className="mt-2.5 max-w-[860px] border-t border-r border-line bg-surface"
      >
        <CardHead heading={heading} note={fresh ? t('registered', { number: card.number }) : null} />
        {!dialog && refused && !lost && (
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
      {lost && (
        <SignInAgain
          other={another}
          onClose={clearRefused}
          onContinue={(login) => {
            setAs(login)
            clearRefused()
          }}
        />
      )}
    </CardContext>
  )
}
