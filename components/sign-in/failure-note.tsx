'use client'

import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { formatTime } from '@/lib/core/format'
import { heard } from '@/lib/core/message'
import type { Failure } from './use-sign-in'

/** Why nobody was signed in, in neutral words; takes the focus each time. */
export function FailureNote({ failure }: { failure: Failure | null }) {
  const t = useTranslations('signIn')
  const summary = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (failure) summary.current?.focus()
  }, [failure])
  if (!failure) return null
  return (
    <div role="alert" key={failure.count} className="rounded-lg border-2 border-red p-3 text-sm">
      <h2 ref={summary} tabIndex={-1} className="mb-1">
        {t('failed')}
      </h2>
      <p className="text-red">
        <Words failure={failure} />
      </p>
    </div>
  )
}

/** The refusal in words; a moment in it becomes a clock time of this browser. */
function Words({ failure }: { failure: Failure }) {
  const t = useTranslations()
  const { key, values } = heard(failure.message)
  const until = typeof values.until === 'string' ? formatTime(values.until, failure.zone) : undefined
  const known = [
    'signIn.wrong',
    'signIn.locked',
    'signIn.address',
    'signIn.disabled',
    'signIn.unavailable',
    'signIn.empty',
    'signIn.code',
    'signIn.codeWrong',
    'signIn.codeUnreadable',
  ]
  if (!known.includes(key) && !key.startsWith('signIn.esia.')) return t('refusal.away')
  return t(key as 'signIn.wrong', { ...values, ...(until && { until }) } as never)
}
