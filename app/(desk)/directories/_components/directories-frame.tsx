'use client'

import Link from 'next/link'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/field'
import { folded } from '@/lib/core/text'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'

type Props = {
  /** What is told of the catalogue of services. */
  services: string
  buttons?: ReactNode
  notes?: ReactNode
  /** The directories whose names have what is searched for; null: none has. */
  children?: (fits: (name: string) => boolean) => ReactNode
}

/** «Справочники» with the search by name (C01); «Виды услуг по 277 ПП» stands first. */
export function DirectoriesFrame({ services, buttons, notes, children }: Props) {
  const t = useTranslations('directories')
  const common = useTranslations('common')
  const [text, setText] = useState('')
  const fits = (name: string) => folded(name).includes(folded(text.trim()))
  const found = children?.(fits)
  return (
    <>
      <Breadcrumbs crumbs={[{ name: common('home'), href: '/' }, { name: t('title') }]} />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h1 tabIndex={-1} className="w-fit">
            {t('title')}
          </h1>
          {buttons}
        </div>
        {notes}
        <input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label={t('search')}
          placeholder={t('search')}
          autoComplete="off"
          className={`${inputClass} mb-3 sm:max-w-96`}
        />
        {fits(t('services')) && (
          <p className="relative mb-3 flex flex-wrap items-baseline gap-x-4 rounded-xl border border-line bg-surface px-3 py-2.5 hover:border-blue">
            <Link
              href="/directories/services"
              className="font-semibold text-blue after:absolute after:inset-0"
            >
              {t('services')}
            </Link>
            <span className="text-sm text-muted">{services}</span>
          </p>
        )}
        <p role="status">{!found && !fits(t('services')) && t('notFound')}</p>
        {found}
      </div>
    </>
  )
}
