'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { DeliveryChip } from '@/components/delivery/delivery-chip'
import { Badge, stateTones } from '@/components/ui/badge'
import { toQuery } from '@/lib/applications/filter-values'
import type { ApplicationRow } from '@/lib/applications/list-applications'
import { formatDate } from '@/lib/core/format'
import { Due } from './due'
import { rowId } from './use-place'

export type RowsProps = {
  rows: ApplicationRow[]
  at: string
  timeZone: string
  onOpen: (id: string) => void
  /** A subordinate organisation, when the rows are its. */
  organisation?: string
}

/** The list as cards: two lines each; number, applicant and status are never cut. */
export function CardRows({ rows, ...rest }: RowsProps) {
  return (
    <ul className="divide-y divide-line border-b border-line bg-surface">
      {rows.map((row) => (
        <CardRow key={row.id} row={row} {...rest} />
      ))}
    </ul>
  )
}

function CardRow({
  row,
  at,
  timeZone,
  onOpen,
  organisation,
}: Omit<RowsProps, 'rows'> & { row: ApplicationRow }) {
  const t = useTranslations('list')
  const words = useTranslations('applications.state')
  const applicant = row.applicantName || t('noName')
  return (
    <li className="relative grid gap-x-4 gap-y-0.5 px-4 py-[9px] hover:bg-bg sm:grid-cols-[minmax(0,1fr)_auto]">
      <Link
        href={`/applications/${row.id}${toQuery({ organisation })}`}
        prefetch={false}
        id={rowId(row.id)}
        data-row
        onClick={() => onOpen(row.id)}
        className="flex flex-wrap gap-x-2.5 font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
      >
        <span className="sr-only">
          {t('row', { number: row.number, applicant, state: words(row.state) })}
        </span>
        <span aria-hidden="true" className="whitespace-nowrap">
          {t('number8', { number: row.number })}
        </span>
        <span aria-hidden="true" className={row.applicantName ? '' : 'text-muted'}>
          {applicant}
        </span>
      </Link>
      <span className="flex sm:justify-end">
        <DeliveryChip {...chipOf(row)} timeZone={timeZone} />
      </span>
      <span className="flex min-w-0 items-center gap-2 max-sm:flex-wrap">
        <Badge tone={stateTones[row.state]}>
          {words(row.state)} {formatDate(row.stateAt, timeZone)}
        </Badge>
        <span
          className="min-w-0 text-[13px] leading-[18px] text-muted sm:truncate"
          title={row.serviceName ?? ''}
        >
          {row.state === 'IN_WORK' && row.elkStatusName && <ElkStatus row={row} name={row.elkStatusName} />}
          {row.serviceName ?? t('noService')}
        </span>
      </span>
      <span className="flex sm:justify-end">
        <Due row={row} at={at} timeZone={timeZone} />
      </span>
    </li>
  )
}

/** «В ЛК» is said only of what ЕПГУ has accepted. */
function ElkStatus({ row, name }: { row: ApplicationRow; name: string }) {
  const t = useTranslations('list')
  const accepted = row.delivery?.view === 'accepted'
  return (
    <>
      <span className={accepted ? 'text-violet' : ''}>{t(accepted ? 'inElk' : 'lastStatus', { name })}</span>
      {' · '}
    </>
  )
}

export const chipOf = (row: ApplicationRow) => ({
  view: row.delivery?.view ?? null,
  code: row.delivery?.code,
  at: row.delivery?.at,
  elkOrderNumber: row.elkOrderNumber,
})
