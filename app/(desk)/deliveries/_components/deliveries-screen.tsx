'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { SenderNote } from '@/components/directories/sender-note'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { RefreshTrouble } from '@/components/layout/refresh-trouble'
import { buttonClass } from '@/components/ui/button'
import { deliveryGroups } from '@/lib/delivery/labels'
import { resendOf } from '@/lib/delivery/remedies'
import type { Alarms as FoundAlarms } from '@/lib/delivery/list-alarms'
import type { DeliveryFilter } from '@/lib/delivery/list-deliveries'
import type { SenderProblem } from '@/lib/directories/schema'
import { Alarms } from './alarms'
import { DeliveryTable } from './delivery-table'
import { Reasons } from './reasons'
import { ResendTold } from './resend-told'
import { SelectBar } from './select-bar'
import { hrefOf, useDeliveries, type Page } from './use-deliveries'
import { useResend } from './use-resend'

type Props = {
  filter: DeliveryFilter
  page: Page
  alarms: FoundAlarms | null
  sender: SenderProblem | null
  canResend: boolean
  seesXml: boolean
  timeZone: string
}

export function DeliveriesScreen({
  filter,
  page: first,
  alarms,
  sender,
  canResend,
  seesXml,
  timeZone,
}: Props) {
  const t = useTranslations('deliveries')
  const common = useTranslations('common')
  const { page, rows, more, fresh, gone, takeFresh, reload, trouble } = useDeliveries(filter, first)
  const { picked, setPicked, busy, told, resend } = useResend(reload)
  const selectable = canResend ? rows.filter(resendOf).map(({ id }) => id) : []
  const chosen = selectable.filter((id) => picked.has(id))
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
        <h1 tabIndex={-1} className="mb-2 w-fit">
          {t('title')}
        </h1>
        <SenderNote problem={sender} />
        {alarms && <Alarms alarms={alarms} timeZone={timeZone} />}
        <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <Groups filter={filter} counts={page.counts} />
          {(fresh > 0 || gone) && (
            <button type="button" onClick={takeFresh} className="min-h-7 text-sm text-blue hover:underline">
              {fresh > 0 ? t('fresh', { count: fresh }) : t('changed')}
            </button>
          )}
        </div>
        <Reasons
          filter={filter}
          reasons={page.reasons}
          busy={busy}
          onResend={canResend ? (what) => void resend(what) : null}
        />
        <ResendTold told={told} />
        {selectable.length > 0 && (
          <SelectBar
            selectable={selectable}
            chosen={chosen}
            busy={busy}
            onChoose={(ids) => setPicked(new Set(ids))}
            onResend={() => void resend({ deliveryIds: chosen })}
          />
        )}
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
            picked={picked}
            busy={busy}
            onPick={(id) =>
              setPicked(new Set(picked.has(id) ? chosen.filter((one) => one !== id) : [...chosen, id]))
            }
            onResend={(id) => void resend({ deliveryIds: [id] })}
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
