'use client'

import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import type { Resent } from '@/lib/delivery/resend-deliveries'
import { MOST_AT_ONCE } from '@/lib/delivery/schema'
import type { Told } from './use-resend'

const NAMED = 10

/** What became of a press: how many went into the queue, how many did not, and why. */
export function ResendTold({ told }: { told: Told | null }) {
  return (
    <div role="status" className={told ? 'mb-2 text-sm' : 'sr-only'}>
      {told && 'problem' in told && <p className="text-red">{told.problem}</p>}
      {told && 'result' in told && <Result result={told.result} />}
    </div>
  )
}

function Result({ result: { queued, refused, left } }: { result: Resent }) {
  const t = useTranslations('deliveries')
  const messages = [...new Set(refused.map(({ message }) => message))]
  return (
    <>
      <p className={refused.length === 0 ? 'text-green' : ''}>
        {t('queuedOf', { queued, total: queued + refused.length })}
      </p>
      {messages.map((message) => (
        <NotQueued key={message} message={message} those={refused.filter((one) => one.message === message)} />
      ))}
      {left > 0 && <p>{t('left', { most: MOST_AT_ONCE, left })}</p>}
    </>
  )
}

function NotQueued({ message, those }: { message: string; those: Resent['refused'] }) {
  const words = useWords()
  const t = useTranslations('deliveries')
  const numbers = those.slice(0, NAMED).map(({ number }) => number || '—')
  if (those.length > NAMED) numbers.push('…')
  return (
    <p className="text-red">
      {t('notQueued', { count: those.length, reason: words(message), numbers: numbers.join(', ') })}
    </p>
  )
}
