'use client'

import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { DeliveryChip } from '@/components/delivery/delivery-chip'
import { useFaultWords } from '@/components/delivery/use-fault-words'
import { Button } from '@/components/ui/button'
import { formatDateTime, formatTime } from '@/lib/core/format'
import { resendOf } from '@/lib/delivery/remedies'
import type { Row } from './use-deliveries'
import { XmlDialog } from './xml-dialog'

const columns = ['number', 'what', 'view', 'since', 'attempt', 'next', 'answer'] as const
const cell = 'border-b border-line px-2.5 py-1.5 align-top max-lg:block max-lg:border-0 max-lg:py-0.5'

type Props = {
  rows: Row[]
  canResend: boolean
  seesXml: boolean
  timeZone: string
  picked: ReadonlySet<string>
  busy: boolean
  onPick: (id: string) => void
  onResend: (id: string) => void
}

/** Each change on its way to the citizen's account. Under 1024 px a row becomes a block. */
export function DeliveryTable({ rows, canResend, seesXml, timeZone, picked, busy, onPick, onResend }: Props) {
  const t = useTranslations('deliveries')
  const [opened, setOpened] = useState<Row | null>(null)
  const actions = canResend || seesXml
  return (
    <>
      <table className="w-full border-separate border-spacing-0 rounded-xl border border-line bg-surface text-[13px] leading-[18px] max-lg:block">
        <caption className="sr-only">{t('caption')}</caption>
        <thead className="max-lg:sr-only">
          <tr>
            {canResend && (
              <th scope="col" className="w-9 border-b border-line">
                <span className="sr-only">{t('selecting')}</span>
              </th>
            )}
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className="border-b border-line px-2.5 py-2 text-left font-semibold whitespace-nowrap text-muted"
              >
                {t(`columns.${column}`)}
              </th>
            ))}
            {actions && (
              <th scope="col" className="border-b border-line px-2.5 py-2">
                <span className="sr-only">{t('columns.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody className="max-lg:block">
          {rows.map((row) => (
            <DeliveryLine
              key={row.id}
              row={row}
              timeZone={timeZone}
              canResend={canResend}
              picked={picked.has(row.id)}
              busy={busy}
              onPick={() => onPick(row.id)}
              onResend={() => onResend(row.id)}
              onXml={seesXml ? () => setOpened(row) : undefined}
            />
          ))}
        </tbody>
      </table>
      {opened && <XmlDialog row={opened} timeZone={timeZone} onClose={() => setOpened(null)} />}
    </>
  )
}

type LineProps = {
  row: Row
  timeZone: string
  canResend: boolean
  picked: boolean
  busy: boolean
  onPick: () => void
  onResend: () => void
  onXml: (() => void) | undefined
}

function DeliveryLine({ row, timeZone, canResend, picked, busy, onPick, onResend, onXml }: LineProps) {
  const t = useTranslations('deliveries')
  const words = useTranslations('verdict.remedy')
  const wordsOf = useFaultWords()
  const name = row.statusName ?? t('status', { code: row.status })
  const since = row.settledAt ?? row.sentAt ?? row.createdAt
  const at = row.view === 'retry' ? row.nextAttemptAt : since
  const action = resendOf(row)
  // What failed is an administrator's: he reads it as it came.
  const fault = (row.state === 'FAILED' ? null : wordsOf(row.fault)) ?? row.fault
  return (
    <tr className="max-lg:relative max-lg:block max-lg:border-b max-lg:border-line max-lg:py-2">
      {canResend && (
        <td className="border-b border-line pt-1 align-top max-lg:absolute max-lg:top-1 max-lg:right-1 max-lg:border-0">
          {action && (
            <label className="grid size-7 place-items-center">
              <span className="sr-only">{t('select', { number: row.number })}</span>
              <input type="checkbox" checked={picked} onChange={onPick} className="size-4 accent-blue" />
            </label>
          )}
        </td>
      )}
      <th scope="row" className={`${cell} text-left font-medium whitespace-nowrap`}>
        <Link
          href={`/applications/${row.applicationId}`}
          prefetch={false}
          aria-label={t('application', { number: row.number })}
          className="text-blue hover:underline"
        >
          {row.number}
        </Link>
      </th>
      <td className={cell}>{t(row.kind === 'CREATE' ? 'create' : 'update', { name })}</td>
      <td className={cell}>
        <DeliveryChip
          view={row.view}
          code={row.answerCode}
          at={at === null ? null : new Date(at).toISOString()}
          elkOrderNumber={row.elkOrderNumber}
          timeZone={timeZone}
        />
      </td>
      <td className={`${cell} whitespace-nowrap`}>{formatDateTime(since, timeZone)}</td>
      <td className={`${cell} max-lg:hidden`}>{row.attempts || '—'}</td>
      <td className={`${cell} whitespace-nowrap max-lg:hidden`}>
        {row.view === 'retry' && row.nextAttemptAt ? formatTime(row.nextAttemptAt, timeZone) : '—'}
      </td>
      <td className={`${cell} max-lg:hidden`} title={row.fault ?? undefined}>
        {row.answerCode ?? fault ?? '—'}
      </td>
      {(canResend || onXml) && (
        <td className={cell}>
          <span className="flex gap-x-1 max-xl:flex-wrap lg:-my-[3px] lg:justify-end">
            {canResend && action && (
              <Button
                look="ghost"
                busy={busy}
                onClick={onResend}
                aria-label={t('resendOf', { action: words(action), number: row.number })}
                className="min-h-6! py-0!"
              >
                {words(action)}
              </Button>
            )}
            {onXml && (
              <Button
                look="ghost"
                onClick={onXml}
                aria-label={t('xmlOf', { number: row.number })}
                className="min-h-6! py-0!"
              >
                {t('xml')}
              </Button>
            )}
          </span>
        </td>
      )}
    </tr>
  )
}
