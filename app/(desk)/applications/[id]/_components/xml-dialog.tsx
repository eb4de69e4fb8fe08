'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Dialog } from '@/components/ui/dialog'
import type { CardStep } from '@/lib/applications/card-steps'
import { formatDateTime } from '@/lib/core/format'
import type { Exchange } from '@/lib/delivery/get-message-xml'
import { useAct } from './use-card'

/** The envelopes of a step, out and in, with personal data masked by the server. */
export function XmlDialog({ step }: { step: CardStep }) {
  const t = useTranslations('card.xml')
  const history = useTranslations('card.history')
  const { ask, timeZone } = useAct()
  const query = useQuery<Exchange[]>({
    queryKey: ['delivery-xml', step.deliveryId],
    queryFn: async () => {
      const response = await fetch(`/api/deliveries/${step.deliveryId}/xml`)
      if (!response.ok) throw new Error(String(response.status))
      return (await response.json()) as Exchange[]
    },
    retry: false,
    gcTime: 0,
  })
  return (
    <Dialog open wide onClose={() => ask(null)} title={t('title', { status: step.statusName })}>
      <p className="mb-2 text-[13px] text-muted">{t('masked')}</p>
      {query.isPending && <p>{t('loading')}</p>}
      {query.isError && <p className="text-red">{history('failed')}</p>}
      {query.data?.length === 0 && <p>{t('none')}</p>}
      {query.data?.map((exchange, index) => (
        <section key={index} className="mb-4">
          <h3 className="text-sm font-semibold">
            {t(exchange.direction, {
              operation: exchange.operation,
              time: formatDateTime(exchange.at, timeZone),
            })}
          </h3>
          {exchange.destroyed ? (
            <p className="mt-1 text-[13px] break-all text-muted">
              {t('destroyed', {
                act: exchange.destroyed.act,
                time: formatDateTime(exchange.destroyed.at, timeZone),
                digest: exchange.destroyed.exportDigest,
              })}
            </p>
          ) : (
            <pre
              tabIndex={0}
              aria-label={exchange.operation}
              className="mt-1 max-h-80 overflow-auto rounded-lg border border-line bg-bg p-3 font-mono text-xs break-all whitespace-pre-wrap"
            >
              {exchange.xml}
            </pre>
          )}
        </section>
      ))}
    </Dialog>
  )
}
