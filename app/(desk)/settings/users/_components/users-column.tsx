'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import type { UsersPage } from '@/lib/users/list-users'
import { userStatuses, type UserFilters } from '@/lib/users/schema'
import { inputClass } from '@/components/form/field'
import { FilterGroup } from './filter-group'
import { UserItem } from './user-item'

type Props = {
  page: UsersPage
  filters: UserFilters
  looking: boolean
  failed: boolean
  change: (part: Partial<UserFilters>) => void
  reset: () => void
  organisationId: string | undefined
}

/** «Пользователи N», the filters of ПГС, the people. */
export function UsersColumn({ page, filters, looking, failed, change, reset, organisationId }: Props) {
  const t = useTranslations('users')
  const refusal = useTranslations('refusal')
  const filtered = Boolean(filters.text || filters.login || filters.snils || filters.status !== 'all')
  return (
    <section aria-label={t('title')} className="grid content-start gap-2 lg:w-[300px] lg:shrink-0">
      <h2 aria-live="polite" className="text-base">
        {t('count', { count: page.total })}
      </h2>
      <div className="grid gap-1 rounded-xl border border-line bg-surface p-2">
        <FilterGroup name={t('filter.login')}>
          <Line label={t('filter.name')} value={filters.text} onChange={(text) => change({ text })} />
          <Line
            label={t('filter.loginField')}
            value={filters.login}
            onChange={(login) => change({ login })}
          />
        </FilterGroup>
        <FilterGroup name={t('filter.documents')}>
          <Line label={t('filter.snils')} value={filters.snils} onChange={(snils) => change({ snils })} />
        </FilterGroup>
        <FilterGroup name={t('filter.status')}>
          <select
            aria-label={t('filter.status')}
            value={filters.status}
            onChange={(event) => change({ status: userStatuses.find((one) => one === event.target.value) })}
            className={inputClass}
          >
            {userStatuses.map((value) => (
              <option key={value} value={value}>
                {t(`filter.${value}`)}
              </option>
            ))}
          </select>
        </FilterGroup>
        {filtered && (
          <Button look="ghost" onClick={reset}>
            {t('filter.reset')}
          </Button>
        )}
      </div>
      {failed && (
        <p role="alert" className="text-sm text-red">
          {refusal('away')}
        </p>
      )}
      {page.rows.length === 0 ? (
        <p className="text-sm">{filters.text ? t('nobody', { text: filters.text }) : t('nobodyByFilter')}</p>
      ) : (
        <ul aria-busy={looking} className="grid gap-1.5">
          {page.rows.map((user) => (
            <UserItem key={user.id} user={user} organisationId={organisationId} />
          ))}
        </ul>
      )}
      {page.pages > 1 && (
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <Button
            aria-disabled={page.page === 1}
            onClick={() => page.page > 1 && change({ page: page.page - 1 })}
          >
            {t('previous')}
          </Button>
          {t('pages', { page: page.page, pages: page.pages })}
          <Button
            aria-disabled={page.page === page.pages}
            onClick={() => page.page < page.pages && change({ page: page.page + 1 })}
          >
            {t('next')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Line({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (text: string) => void
}) {
  return (
    <label className="grid gap-0.5 text-[13px]">
      {label}
      <input
        value={value}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        className={inputClass}
      />
    </label>
  )
}
