'use client'

import { useTranslations } from 'use-intl'
import { formatTime } from '@/lib/core/format'

type Props = { trouble: 'signedOut' | 'stale' | null; at: string; timeZone: string; next: string }

/** What is shown is old, and why. The content below stays. */
export function RefreshTrouble({ trouble, at, timeZone, next }: Props) {
  const t = useTranslations('shell')
  if (!trouble) return null
  const time = formatTime(at, timeZone)
  return (
    <p role="alert" className="border-b border-line bg-amber-weak px-4 py-1.5 text-sm text-text lg:px-5">
      {trouble === 'stale' ? (
        t('stale', { time })
      ) : (
        <>
          {t('session.ended', { time })}{' '}
          <a href={`/login?next=${encodeURIComponent(next)}`} className="text-blue underline">
            {t('session.signIn')}
          </a>
        </>
      )}
    </p>
  )
}
