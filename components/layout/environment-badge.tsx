'use client'

import { useTranslations } from 'use-intl'

/** Which ЕПГУ stands behind this installation. Shown at every width while it is not the real one. */
export function EnvironmentBadge({ environment }: { environment: string }) {
  const t = useTranslations('common')
  if (environment === 'EPGU') return null
  return (
    <span
      title={t('testHint')}
      className="shrink-0 rounded bg-amber-weak px-2 py-0.5 text-xs leading-4 font-semibold tracking-wide whitespace-nowrap text-amber forced-colors:border"
    >
      {t('test', { environment })}
      <span className="sr-only">. {t('testHint')}</span>
    </span>
  )
}
