'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { RefreshTrouble } from '@/components/layout/refresh-trouble'
import { inputClass } from '@/components/form/field'
import { buttonClass } from '@/components/ui/button'
import { deliveryGroups, knownCodes } from '@/lib/delivery/labels'
import type { Alarms as FoundAlarms } from '@/lib/delivery/list-alarms'
import type { DeliveryFilter } from '@/lib/delivery/list-deliveries'
import { Alarms } from './alarms'
import { DeliveryTable } from './delivery-table'
import { hrefOf, useDeliveries, type Page } from './use-deliveries'

type Props = {
  filter: DeliveryFilter
  page: Page
  alarms: FoundAlarms | null
  canResend: boolean
  seesXml: boolean
  timeZone: string
}

export function DeliveriesScreen({ filter, page: first, alarms, canResend, seesXml, timeZone }: Props) {
  const t = useTranslations('deliveries')
  const common = useTranslations('common')
  const { page, rows, more, fresh, gone, takeFresh, refetch, trouble } = useDeliveries(filter, first)
  const last = rows.at(-1)
  return (
    <>
      <Breadcrumbs crumbs={[{ name: common('home'), href: '/' }, { name: t('title') }]} />
      <RefreshTrouble
        trouble={trouble}
        at={new Date(page.at).toISOString()}
        timeZone={timeZone}
        next={hrefOf(filter)}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 className="mb-2">{t('title')}</h1>
        {alarms && <Alarms alarms={alarms} timeZone={timeZone} />}
        <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <Groups filter={filter} counts={page.counts} />
          <CodeFilter filter={filter} codes={page.codes} />
          {(fresh > 0 || gone) && (
            <button type="button" onClick={takeFresh} className="min-h-7 text-sm text-blue hover:underline">
              {fresh > 0 ? t('fresh', { count: fresh }) : t('changed')}
            </button>
          )}
        </div>
        {rows.length === 0 ? (
          <div className="py-8">
            <h2 className="text-lg leading-6">{t('empty.title')}</h2>
            <p className="mt-1 text-muted">{t('empty.text')}</p>
          </div>
        ) : (
          <DeliveryTable
            rows={rows}
            canResend={canResend}
            seesXml={seesXml}
            timeZone={timeZone}
            onResent={() => void refetch()}
          />
        )}
        <div className="mt-3 flex gap-3">
          {filter.before && (
            <Link href={hrefOf({ ...filter, before: undefined })} prefetch={false} className={buttonClass()}>
              {t('first')}
            </Link>
          )}
          {more && last && (
            <Link href={hrefOf({ ...filter, before: last.id })} prefetch={false} className={buttonClass()}>
              {t('older')}
            </Link>
          )}
        </div>
      </div>
    </>
  )
}

function Groups({ filter, counts }: { filter: DeliveryFilter; counts: Page['counts'] }) {
  const t = useTranslations('deliveries')
  const alarming = ['refused', 'technical']
  const all = deliveryGroups.reduce((sum, group) => sum + counts[group], 0)
  return (
    <nav aria-label={t('groups')}>
      <ul className="flex flex-wrap gap-1">
        {[undefined, ...deliveryGroups].map((group) => {
          const here = filter.group === group
          const count = group ? counts[group] : all
          const bad = group && alarming.includes(group) && count > 0
          return (
            <li key={group ?? 'all'}>
              <Link
                href={hrefOf({ group })}
                prefetch={false}
                scroll={false}
                aria-current={here ? 'true' : undefined}
                className={`block rounded-md px-2.5 py-1 text-[13px] leading-[18px] whitespace-nowrap hover:bg-surface ${here ? 'bg-blue-weak font-semibold text-blue forced-colors:outline-2' : bad ? 'text-red' : 'text-muted'}`}
              >
                {group ? t(`group.${group}`) : t('all')} {count}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function CodeFilter({ filter, codes }: { filter: DeliveryFilter; codes: number[] }) {
  const t = useTranslations('deliveries')
  const short = useTranslations('delivery.short')
  const router = useRouter()
  const offered = filter.code !== undefined && !codes.includes(filter.code) ? [...codes, filter.code] : codes
  if (offered.length === 0) return null
  const nameOf = (code: number) => {
    const known = knownCodes.find((one) => one === code)
    return known ? t('codeName', { code, name: short(`${known}`) }) : String(code)
  }
  return (
    <label className="flex items-center gap-2 text-[13px]">
      <span className="whitespace-nowrap text-muted">{t('code')}</span>
      <select
        value={filter.code ?? ''}
        onChange={(event) => {
          const code = event.target.value ? Number(event.target.value) : undefined
          router.push(hrefOf({ group: code === undefined ? filter.group : 'refused', code }), {
            scroll: false,
          })
        }}
        className={`${inputClass} text-[13px]`}
      >
        <option value="">{t('anyCode')}</option>
        {offered.map((code) => (
          <option key={code} value={code}>
            {nameOf(code)}
          </option>
        ))}
      </select>
    </label>
  )
}
