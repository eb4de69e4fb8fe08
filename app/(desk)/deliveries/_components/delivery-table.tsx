'use client'

import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { DeliveryChip } from '@/components/delivery/delivery-chip'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { formatDateTime, formatTime } from '@/lib/core/format'
import { remedies } from '@/lib/delivery/labels'
import { resendAction } from '../../applications/actions'
import type { Row } from './use-deliveries'
import { XmlDialog } from './xml-dialog'

const columns = ['number', 'what', 'view', 'since', 'attempt', 'next', 'answer'] as const
const cell = 'border-b border-line px-2.5 py-1.5 align-top max-lg:block max-lg:border-0 max-lg:py-0.5'

type Props = { rows: Row[]; canResend: boolean; seesXml: boolean; timeZone: string; onResent: () => void }

/** Each change on its way to the citizen's account. Under 1024 px a row becomes a block. */
export function DeliveryTable({ rows, canResend, seesXml, timeZone, onResent }: Props) {
  const t = useTranslations('deliveries')
  const [told, setTold] = useState({ text: '', bad: false })
  const [opened, setOpened] = useState<Row | null>(null)
  const actions = canResend || seesXml
  return (
    <>
      <p
        role="status"
        className={told.text ? `mb-2 text-sm ${told.bad ? 'text-red' : 'text-green'}` : 'sr-only'}
      >
        {told.text}
      </p>
      <table className="w-full border-separate border-spacing-0 rounded-xl border border-line bg-surface text-[13px] leading-[18px] max-lg:block">
        <caption className="sr-only">{t('caption')}</caption>
        <thead className="max-lg:sr-only">
          <tr>
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
              onXml={seesXml ? () => setOpened(row) : undefined}
              onTold={(text, bad) => {
                setTold({ text, bad })
                if (!bad) onResent()
              }}
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
  onXml: (() => void) | undefined
  onTold: (text: string, bad: boolean) => void
}

function DeliveryLine({ row, timeZone, canResend, onXml, onTold }: LineProps) {
  const t = useTranslations('deliveries')
  const remedy = useTranslations('delivery.remedy')
  const words = useWords()
  const [busy, setBusy] = useState(false)
  const name = row.statusName ?? t('status', { code: row.status })
  const since = row.settledAt ?? row.sentAt ?? row.createdAt
  const at = row.view === 'retry' ? row.nextAttemptAt : since
  const action =
    row.view === 'retry' || row.view === 'expired'
      ? 'retryNow'
      : remedies(row).includes('resend')
        ? 'resend'
        : null
  const resend = async () => {
    setBusy(true)
    const result = await resendAction({ deliveryId: row.id }).catch(() => null)
    setBusy(false)
    if (result?.ok) onTold(t('queued', { number: row.number }), false)
    else onTold(words(result?.message ?? 'refusal.away'), true)
  }
  return (
    <tr className="max-lg:block max-lg:border-b max-lg:border-line max-lg:py-2">
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
      <td className={`${cell} max-lg:hidden`}>{row.answerCode ?? row.fault ?? '—'}</td>
      {(canResend || onXml) && (
        <td className={`${cell} lg:text-right`}>
          <span className="inline-flex gap-x-1 max-xl:flex-wrap lg:justify-end">
            {canResend && action && (
              <Button
                look="ghost"
                busy={busy}
                onClick={() => void resend()}
                aria-label={t('resendOf', { action: remedy(action), number: row.number })}
                className="min-h-6! py-0!"
              >
                {remedy(action)}
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
