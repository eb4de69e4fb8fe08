'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'

/** An identifier with «Копировать»: copies the stored form. */
export function Copyable({ value, what }: { value: string; what: string }) {
  const t = useTranslations()
  const [copied, setCopied] = useState(false)
  const copy = () =>
    void navigator.clipboard.writeText(value).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    })
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-x-2">
      <span className="min-w-0 break-all">{value}</span>
      <button
        type="button"
        onClick={copy}
        aria-label={t('card.numbers.copy', { what })}
        className="text-[13px] text-blue hover:underline"
      >
        {copied ? t('common.copied') : t('common.copy')}
      </button>
      <span role="status" className="sr-only">
        {copied ? t('common.copied') : ''}
      </span>
    </span>
  )
}
