'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { FilterControl } from './use-filters'

const SIZE = 50
type Props = { control: FilterControl; next: string | null; shown: number; found: number }

/** Pages of fifty: «51–100 из 237», onward and back to the beginning. «Назад» of the browser is the page before. */
export function Pager({ control, next, shown, found }: Props) {
  const t = useTranslations('list')
  const page = control.filters.page ?? 1
  if (shown === 0 || (!next && !control.filters.after)) return null
  const from = (page - 1) * SIZE + 1
  return (
    <nav aria-label={t('pages')} className="flex flex-wrap items-center gap-3 px-4 py-3">
      <span className="text-[13px] text-muted">
        {t('range', { from, to: from + shown - 1, total: Math.max(found, from + shown - 1) })}
      </span>
      {control.filters.after && (
        <Link href={control.href({})} prefetch={false} className={buttonClass()}>
          {t('first')}
        </Link>
      )}
      {next && (
        <Link href={control.href({ after: next, page: page + 1 })} prefetch={false} className={buttonClass()}>
          {t('next')}
          <Icon name="right" />
        </Link>
      )}
    </nav>
  )
}
