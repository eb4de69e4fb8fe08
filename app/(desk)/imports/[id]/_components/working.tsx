import { useTranslations } from 'use-intl'
import type { ImportView } from '@/lib/imports/schema'

/** How far the worker has come. */
export function Working({ view: { state, done, total, counts } }: { view: ImportView }) {
  const t = useTranslations('imports')
  const all = state === 'CONFIRMED' ? (counts?.created ?? 0) + (counts?.changed ?? 0) : total
  return (
    <div className="max-w-[640px] rounded-xl border border-line bg-surface px-4 py-3">
      <p>
        {state === 'UPLOADED'
          ? t('reading', { done })
          : t(state === 'CHECKING' ? 'checking' : 'loading', { done, total: all })}
      </p>
      <progress
        aria-label={t(`state.${state}`)}
        {...(state === 'UPLOADED' ? {} : { max: Math.max(all, 1), value: done })}
        className="my-1.5 block h-2 w-full accent-blue"
      />
      <p className="text-sm text-muted">{t('canLeave')}</p>
    </div>
  )
}
