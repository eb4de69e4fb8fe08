'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { formatDateTime } from '@/lib/core/format'
import { fetchJson } from '../../fetch-json'
import type { Row } from './use-deliveries'

type Exchange = {
  direction: 'OUT' | 'IN'
  operation: string
  at: string
  xml: string
  destroyed?: { act: string; at: string; exportDigest: string }
}
type Props = { row: Row; timeZone: string; onClose: () => void }

/** The envelopes of one delivery, out and in, personal data closed. Opening it is an event of the audit. */
export function XmlDialog({ row, timeZone, onClose }: Props) {
  const t = useTranslations('deliveries')
  const { data, isError } = useQuery({
    queryKey: ['deliveries', 'xml', row.id],
    queryFn: () => fetchJson<Exchange[]>(`/api/deliveries/${row.id}/xml`),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  return (
    <Dialog open wide onClose={onClose} title={t('xmlTitle', { number: row.number })}>
      <p className="mb-3 text-sm text-muted">{t('xmlNote')}</p>
      {isError && <p role="alert">{t('xmlFailed')}</p>}
      {!data && !isError && <p>{t('xmlLoading')}</p>}
      {data?.length === 0 && <p>{t('xmlEmpty')}</p>}
      {data?.map((exchange, index) => {
        const title = t(exchange.direction === 'OUT' ? 'out' : 'in', {
          operation: exchange.operation,
          time: formatDateTime(exchange.at, timeZone),
        })
        return (
          <section key={index} aria-label={title} className="mb-4">
            <div className="mb-1 flex flex-wrap items-center justify-between gap-2">
              <h3 className="text-sm font-semibold">{title}</h3>
              {!exchange.destroyed && (
                <Button onClick={() => save(exchange, row.number)} aria-label={`${t('download')}: ${title}`}>
                  {t('download')}
                </Button>
              )}
            </div>
            {exchange.destroyed ? (
              <p className="text-sm break-all text-muted">
                {t('destroyed', {
                  act: exchange.destroyed.act,
                  time: formatDateTime(exchange.destroyed.at, timeZone),
                  digest: exchange.destroyed.exportDigest,
                })}
              </p>
            ) : (
              <pre
                tabIndex={0}
                aria-label={title}
                className="max-h-80 overflow-auto rounded-lg border border-line bg-bg p-3 font-mono text-xs leading-4 break-all whitespace-pre-wrap"
              >
                {exchange.xml}
              </pre>
            )}
          </section>
        )
      })}
    </Dialog>
  )
}

function save(exchange: Exchange, number: string): void {
  const address = URL.createObjectURL(new Blob([exchange.xml], { type: 'application/xml' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${number}-${exchange.operation}-${exchange.direction.toLowerCase()}.xml`
  link.click()
  URL.revokeObjectURL(address)
}
