'use client'

import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { useTranslations } from 'use-intl'
import { Badge } from '@/components/ui/badge'
import type { OpenForm } from '@/lib/applications/get-form'
import { formatTime } from '@/lib/core/format'

type Props = { open: OpenForm; savedAt: Date | null; busy: 'draft' | 'register' | null }

export function FormHead({ open, savedAt, busy }: Props) {
  const t = useTranslations('form')
  const common = useTranslations('common')
  const titles = {
    draft: open.number ? t('editTitle', { number: open.number }) : t('newTitle'),
    correction: t('correctTitle', { number: open.number ?? '' }),
    closed: '',
  }
  const saved =
    open.stage !== 'draft'
      ? null
      : busy === 'draft' && !savedAt
        ? t('saving')
        : savedAt
          ? t('saved', { time: formatTime(savedAt, open.options.timeZone) })
          : !open.id && t('notSaved')
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: common('home'), href: '/' },
          { name: t('applications'), href: '/applications' },
          { name: titles[open.stage] },
        ]}
      />
      <header className="border-b border-line px-5 pt-1 pb-2.5">
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 tabIndex={-1}>{titles[open.stage]}</h1>
          <span role="status">{saved && <Badge tone="outline">{saved}</Badge>}</span>
        </div>
        {open.stage === 'correction' && <p className="text-sm text-muted">{t('correctNote')}</p>}
      </header>
    </>
  )
}
