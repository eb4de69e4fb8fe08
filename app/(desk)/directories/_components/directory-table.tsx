'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button, buttonClass } from '@/components/ui/button'
import { formatDate } from '@/lib/core/format'
import type { DirectoryNumber } from '@/lib/directories/schema'
import { Course } from './course'
import { FileButton } from './file-button'
import { useOrigin } from './use-origin'
import type { Row } from './use-directories'

const columns = ['number', 'name', 'rows', 'unconfirmed', 'revision', 'applied', 'course'] as const
const cell = 'border-b border-line px-2.5 py-1.5 align-middle max-lg:block max-lg:border-0 max-lg:py-0.5'

type Props = {
  rows: Row[]
  direct: boolean
  busy: boolean
  timeZone: string
  onRequest: (directory: DirectoryNumber) => void
  onCancel: (importId: string) => void
  onProblem: (problem: string) => void
}

/** One directory a row. Under 1024 px a row becomes a block. */
export function DirectoryTable({ rows, ...rest }: Props) {
  const t = useTranslations('directories')
  return (
    <table className="w-full border-separate border-spacing-0 rounded-xl border border-line bg-surface text-[13px] leading-[18px] max-lg:block">
      <caption className="sr-only">{t('caption')}</caption>
      <thead className="max-lg:sr-only">
        <tr>
          {columns.map((column) => (
            <th
              key={column}
              scope="col"
              className="border-b border-line px-2.5 py-2 text-left align-bottom font-semibold text-muted"
            >
              {t(`columns.${column}`)}
            </th>
          ))}
          <th scope="col" className="border-b border-line px-2.5 py-2">
            <span className="sr-only">{t('columns.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody className="max-lg:block lg:[&>tr:last-child>*]:border-0">
        {rows.map((row) => (
          <Line key={row.directory} row={row} {...rest} />
        ))}
      </tbody>
    </table>
  )
}

function Line({
  row,
  direct,
  busy,
  timeZone,
  onRequest,
  onCancel,
  onProblem,
}: Omit<Props, 'rows'> & { row: Row }) {
  const t = useTranslations('directories')
  const { directory, applied, reading } = row
  const name = t(`name.${directory}`)
  const origin = useOrigin()
  const underWay = reading?.state === 'REQUESTED' || reading?.state === 'ASKED'
  return (
    <tr className="max-lg:block max-lg:border-b max-lg:border-line max-lg:py-2">
      <td className={`${cell} text-muted`}>{directory}</td>
      <th scope="row" className={`${cell} text-left font-medium`}>
        {name}
        <a
          href={`https://esnsi.gosuslugi.ru/classifiers/${directory}/data`}
          target="_blank"
          rel="noreferrer"
          aria-label={t('inEsnsiOf', { name })}
          className="block text-[13px] font-normal text-blue hover:underline"
        >
          {t('inEsnsi')}
        </a>
      </th>
      <td className={cell}>
        <span className="lg:hidden">{t('columns.rows')}: </span>
        {row.rows}
      </td>
      <td className={`${cell} ${row.unconfirmed > 0 ? 'text-amber' : ''}`}>
        <span className="lg:hidden">{t('columns.unconfirmed')}: </span>
        {row.unconfirmed || '—'}
      </td>
      <td className={`${cell} lg:max-w-56 [overflow-wrap:anywhere]`}>
        <span className="lg:hidden">{t('columns.revision')}: </span>
        {applied ? (
          <Link
            href={`/directories/versions/${directory}`}
            prefetch={false}
            aria-label={t('versionsLink', { name, origin: origin(applied) })}
            className="text-blue hover:underline"
          >
            {origin(applied)}
          </Link>
        ) : (
          t('never')
        )}
      </td>
      <td className={`${cell} lg:whitespace-nowrap ${row.stale ? 'text-amber' : ''}`}>
        <span className="lg:hidden">{t('columns.applied')}: </span>
        {applied ? formatDate(applied.at, timeZone) : '—'}
      </td>
      <td className={`${cell} lg:max-w-[340px]`} aria-live="polite">
        <Course reading={reading} timeZone={timeZone} />
      </td>
      <td className={`${cell} lg:text-right`}>
        <span className="inline-flex flex-wrap gap-1 lg:justify-end xl:flex-nowrap">
          {reading?.state === 'RECEIVED' && (
            <Link
              href={`/directories/${reading.id}`}
              prefetch={false}
              aria-label={t('previewOf', { name })}
              className={`${buttonClass('plain')} min-h-7! py-0.5!`}
            >
              {t('preview')}
            </Link>
          )}
          {!underWay && <FileButton directory={directory} name={name} onProblem={onProblem} />}
          {underWay ? (
            <Button
              look="ghost"
              busy={busy}
              onClick={() => onCancel(reading.id)}
              aria-label={t('cancelOf', { name })}
              className="min-h-7! py-0!"
            >
              {t('cancel')}
            </Button>
          ) : (
            direct && (
              <Button
                look="ghost"
                busy={busy}
                onClick={() => onRequest(directory)}
                aria-label={t('requestOf', { name })}
                className="min-h-7! py-0!"
              >
                {t('request')}
              </Button>
            )
          )}
        </span>
      </td>
    </tr>
  )
}
