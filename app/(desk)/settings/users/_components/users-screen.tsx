'use client'

import { useSearchParams } from 'next/navigation'
import Link from 'next/link'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/field'
import { ImportButton } from '@/components/imports/import-button'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { UsersPage } from '@/lib/users/list-users'
import { reportDays } from '@/lib/users/schema'
import { useUsers } from './use-users'
import { UsersColumn } from './users-column'
import { usersHref } from './users-href'

/** List left, card right (U02); «Создать пользователя +» top left, «Поиск..» in the middle (U01, U04). */
export function UsersScreen({ first, children }: { first: UsersPage; children: ReactNode }) {
  const t = useTranslations('users')
  const settings = useTranslations('settings')
  const common = useTranslations('common')
  const organisationId = useSearchParams().get('of') ?? undefined
  const list = useUsers(first, organisationId)
  const [text, setText] = useState(list.filters.text)
  const [days, setDays] = useState(30)
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: common('home'), href: '/' },
          { name: settings('title'), href: '/settings' },
          { name: t('title') },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 className="sr-only">{t('title')}</h1>
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <Link href={usersHref('new', organisationId)} className={buttonClass('primary')}>
            {t('create')}
            <Icon name="plus" />
          </Link>
          {!organisationId && (
            <>
              <ImportButton kind="users" />
              <select
                aria-label={t('reportPeriod')}
                value={days}
                onChange={(event) => setDays(Number(event.target.value))}
                className={`${inputClass} w-auto!`}
              >
                {reportDays.map((one) => (
                  <option key={one} value={one}>
                    {t('reportDays', { days: one })}
                  </option>
                ))}
              </select>
              <a href={`/api/users/report?days=${days}`} download className={buttonClass()}>
                {t('report')}
              </a>
            </>
          )}
          <form
            role="search"
            className="flex min-w-0 flex-1 basis-64 gap-2 lg:mx-auto lg:max-w-[480px]"
            onSubmit={(event) => {
              event.preventDefault()
              list.change({ text })
            }}
          >
            <input
              type="search"
              aria-label={t('searchLabel')}
              placeholder={t('search')}
              value={text}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => setText(event.target.value)}
              className={inputClass}
            />
            <button type="submit" aria-label={t('find')} className={buttonClass()}>
              <Icon name="find" />
            </button>
          </form>
        </div>
        <div className="grid gap-4 lg:flex">
          <UsersColumn
            {...list}
            reset={() => {
              setText('')
              list.reset()
            }}
            organisationId={organisationId}
          />
          <div className="min-w-0 flex-1 max-lg:order-first">{children}</div>
        </div>
      </div>
    </>
  )
}
