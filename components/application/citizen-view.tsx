'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { formatDateTime, formatSize } from '@/lib/core/format'

export type CitizenStatus = { name: string; at: string; text?: readonly { name: string; value: string }[] }
type Props = {
  service: string
  elkNumber: string | null
  statuses: CitizenStatus[]
  files: { name: string; size: number }[]
  channel: string | null
  orderNumber: string | null
  timeZone: string
  note?: ReactNode
}

/** The order as its page on ЕПГУ shows it; the same parts in the same order as the simulator's page. */
export function CitizenView({
  service,
  elkNumber,
  statuses,
  files,
  channel,
  orderNumber,
  timeZone,
  note,
}: Props) {
  const t = useTranslations('card.citizenView')
  return (
    <div className="grid gap-2 rounded-xl border border-line bg-raised p-4 text-sm">
      <p className="text-[13px] text-muted">{t('place')}</p>
      <p className="text-[15px] font-semibold">{service}</p>
      <p className="text-muted">{elkNumber ? t('number', { number: elkNumber }) : t('numberLater')}</p>
      <h3 className="font-semibold">{t('history')}</h3>
      <ol className="grid gap-1">
        {statuses.map((status) => (
          <li key={`${status.at}${status.name}`} className="flex flex-wrap justify-between gap-x-3">
            <span>{status.name}</span>
            <time dateTime={status.at} className="text-muted">
              {formatDateTime(status.at, timeZone)}
            </time>
            {status.text?.map(
              ({ name, value }) =>
                value.trim() && (
                  <span key={name} className="basis-full break-words text-muted">
                    {value}
                  </span>
                ),
            )}
          </li>
        ))}
      </ol>
      <h3 className="font-semibold">{t('documents')}</h3>
      {files.length === 0 ? (
        <p className="text-muted">{t('noDocuments')}</p>
      ) : (
        <ul className="grid gap-1">
          {files.map((file) => (
            <li key={file.name} className="break-words">
              {file.name} <span className="text-muted">{formatSize(file.size)}</span>
            </li>
          ))}
        </ul>
      )}
      {channel && <p>{t('channel', { channel })}</p>}
      {orderNumber && <p>{t('order', { number: orderNumber })}</p>}
      {note}
    </div>
  )
}
