'use client'

import { useTranslations } from 'use-intl'
import type { FieldChange } from '@/lib/applications/form-changes'

/** Which fields were edited: what stood there and what stands there, personal data masked when they were recorded. */
export function HistoryChanges({ changes }: { changes: FieldChange[] }) {
  const t = useTranslations('form')
  const words = useTranslations()
  const history = useTranslations('card.history')
  if (changes.length === 0) return null
  const show = (path: FieldChange['path'], value: FieldChange['old']): string => {
    if (typeof value === 'boolean') return t(value ? 'conflict.yes' : 'conflict.no')
    if (!value) return t('conflict.empty')
    if (path === 'kind') return words(`applications.kind.${value}` as never)
    if (path === 'purpose') return words(`form.purpose.${value}` as never)
    return path.endsWith('.by') ? words(`applications.way.${value}` as never) : value
  }
  return (
    <ul className="grid gap-0.5 text-[13px] leading-[18px]">
      {changes.map((change) => (
        <li key={change.path} className="break-words">
          <span className="text-muted">{t(`field.${change.path}` as never)}:</span>{' '}
          {show(change.path, change.old)}
          <span aria-hidden="true"> → </span>
          <span className="sr-only">{history('became')}</span>
          {show(change.path, change.new)}
        </li>
      ))}
    </ul>
  )
}
