'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { DeliveryChip } from '@/components/delivery/delivery-chip'
import { Badge, stateTones } from '@/components/ui/badge'
import { firstDirections, toQuery } from '@/lib/applications/filter-values'
import type { Filters } from '@/lib/applications/filters'
import { formatDate } from '@/lib/core/format'
import { chipOf, type RowsProps } from './card-rows'
import { Due } from './due'
import type { FilterControl } from './use-filters'
import { rowId } from './use-place'

type Column = { id: string; width: string; sort?: Filters['sort']; wide?: boolean }
const columns = [
  { id: 'number', width: 'w-[96px]', sort: 'number' },
  { id: 'state', width: 'w-[184px]', sort: 'status' },
  { id: 'applicant', width: 'w-[15%]', sort: 'applicant' },
  { id: 'service', width: '' },
  { id: 'date', width: 'w-[100px]', sort: 'date' },
  { id: 'delivery', width: 'w-[240px]' },
  { id: 'due', width: 'w-[116px]', sort: 'deadline' },
  { id: 'kind', width: 'w-[56px]', wide: true },
  { id: 'orderNumber', width: 'w-[176px]', wide: true },
] as const satisfies Column[]

const cell = 'h-9 px-2.5 py-1 border-b border-line'
const wide = 'max-[1599px]:hidden'

/** The list as a native table; a head that sorts says so by aria-sort. */
export function TableRows({
  rows,
  at,
  timeZone,
  onOpen,
  organisation,
  control,
}: RowsProps & { control: FilterControl }) {
  const t = useTranslations('list')
  const words = useTranslations('applications')
  return (
    <table className="w-full min-w-[900px] table-fixed border-separate border-spacing-0 bg-surface text-[13px] leading-[18px]">
      <caption className="sr-only">{t('caption', { name: t(`tabs.${control.filters.tab}`) })}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <Head key={column.id} column={column} control={control} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const applicant = row.applicantName || t('noName')
          return (
            <tr key={row.id} className="hover:bg-bg">
              <th scope="row" className={`${cell} text-left font-medium whitespace-nowrap`}>
                <Link
                  href={`/applications/${row.id}${toQuery({ organisation })}`}
                  prefetch={false}
                  id={rowId(row.id)}
                  data-row
                  onClick={() => onOpen(row.id)}
                  aria-label={t('row', { number: row.number, applicant, state: words(`state.${row.state}`) })}
                  className="text-blue hover:underline"
                >
                  {row.number}
                </Link>
              </th>
              <td className={cell}>
                <Badge tone={stateTones[row.state]}>{words(`state.${row.state}`)}</Badge>
              </td>
              <td className={`${cell} truncate`} title={applicant}>
                {applicant}
              </td>
              <td className={`${cell} truncate`} title={row.serviceName ?? undefined}>
                {row.serviceName ?? <span className="text-muted">{t('noService')}</span>}
              </td>
              <td className={cell}>{row.requestDate ? formatDate(row.requestDate, timeZone) : <None />}</td>
              <td className={`${cell} [&>span]:flex [&>span>span]:truncate`}>
                <DeliveryChip {...chipOf(row)} timeZone={timeZone} />
              </td>
              <td className={cell}>
                <Due row={row} at={at} timeZone={timeZone} short />
              </td>
              <td className={`${cell} ${wide}`}>
                <abbr title={words(`kind.${row.applicantKind}`)} className="no-underline">
                  {words(`kindShort.${row.applicantKind}`)}
                </abbr>
              </td>
              <td className={`${cell} truncate ${wide}`} title={row.orderNumber ?? undefined}>
                {row.orderNumber ?? <None />}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Head({
  column,
  control,
}: {
  column: Column & { id: (typeof columns)[number]['id'] }
  control: FilterControl
}) {
  const t = useTranslations('list.columns')
  const { filters, go } = control
  const { sort } = column
  const look = `sticky top-0 z-10 border-b border-line bg-bg px-2.5 py-1.5 text-left font-semibold text-muted ${column.width} ${column.wide ? wide : ''}`
  if (!sort)
    return (
      <th scope="col" className={look}>
        {t(column.id)}
      </th>
    )
  const here = filters.sort === sort
  const direction = filters.direction ?? firstDirections[sort]
  const other = direction === 'asc' ? 'desc' : 'asc'
  return (
    <th
      scope="col"
      aria-sort={here ? (direction === 'asc' ? 'ascending' : 'descending') : undefined}
      className={look}
    >
      <button
        type="button"
        onClick={() => go({ sort, direction: here && other !== firstDirections[sort] ? other : undefined })}
        className={`whitespace-nowrap hover:underline ${here ? 'text-text' : ''}`}
      >
        {t(column.id)}
        {here && <span aria-hidden="true">{direction === 'asc' ? ' ↑' : ' ↓'}</span>}
      </button>
    </th>
  )
}

function None() {
  const t = useTranslations('common')
  return (
    <span className="text-muted">
      <span aria-hidden="true">—</span>
      <span className="sr-only">{t('noValue')}</span>
    </span>
  )
}
