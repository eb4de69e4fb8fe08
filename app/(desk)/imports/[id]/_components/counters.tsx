import { useFormatter, useTranslations } from 'use-intl'
import type { Counts } from '@/lib/imports/schema'

const order = ['created', 'changed', 'same', 'errors'] as const

/** Four numbers: what would be, or what became, of the rows. */
export function Counters({ counts, names }: { counts: Counts; names: 'counts' | 'done' }) {
  const t = useTranslations('imports')
  const format = useFormatter()
  return (
    <dl className="mb-3 flex flex-wrap gap-2">
      {order.map((key) => (
        <div key={key} className="min-w-32 rounded-xl border border-line bg-surface px-3 py-2">
          <dt className="text-[13px] text-muted">{t(`${names}.${key}`)}</dt>
          <dd className={`text-xl font-semibold ${key === 'errors' && counts[key] > 0 ? 'text-red' : ''}`}>
            {format.number(counts[key])}
          </dd>
        </div>
      ))}
    </dl>
  )
}
