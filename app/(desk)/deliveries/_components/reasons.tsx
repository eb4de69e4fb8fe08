'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button, buttonClass } from '@/components/ui/button'
import { failureOf, knownCodes } from '@/lib/delivery/labels'
import { remedies } from '@/lib/delivery/remedies'
import type { DeliveryFilter } from '@/lib/delivery/list-deliveries'
import type { Reason } from '@/lib/delivery/list-reasons'
import type { ResendDeliveries } from '@/lib/delivery/schema'
import { hrefOf } from './use-deliveries'

type Props = {
  filter: DeliveryFilter
  reasons: Reason[]
  busy: boolean
  onResend: ((what: ResendDeliveries) => void) | null
}

/** Refusals and technical faults by what they have in common: one look, one decision for all of them. */
export function Reasons({ filter, reasons, busy, onResend }: Props) {
  const t = useTranslations('deliveries')
  const offered = offeredReasons(filter, reasons)
  if (offered.length === 0) return null
  return (
    <details
      key={filter.group ?? 'all'}
      open={filter.group !== undefined}
      className="mb-3 rounded-xl border border-line bg-surface text-sm"
    >
      <summary className="px-3 py-2 font-semibold">{t('reasons', { count: offered.length })}</summary>
      <ul>
        {offered.map((reason) => (
          <ReasonLine
            key={`${reason.code}${reason.fault}`}
            reason={reason}
            filter={filter}
            busy={busy}
            onResend={onResend}
          />
        ))}
      </ul>
    </details>
  )
}

/** Of the group that is looked at; the one that is filtered by stays until the filter is taken off. */
function offeredReasons({ group, code, fault }: DeliveryFilter, reasons: Reason[]): Reason[] {
  if (group !== undefined && group !== 'refused' && group !== 'technical') return []
  const own = reasons.filter(
    (reason) => group === undefined || (reason.code === null) === (group === 'technical'),
  )
  const filtered = code !== undefined || fault !== undefined
  if (!filtered || own.some((reason) => isShown(reason, { code, fault }))) return own
  return [
    ...own,
    { code: code ?? null, fault: code === undefined ? (fault ?? null) : null, count: 0, services: 0 },
  ]
}

const isShown = (reason: Reason, filter: DeliveryFilter): boolean =>
  reason.code === null ? reason.fault === filter.fault : reason.code === filter.code

type LineProps = Omit<Props, 'reasons'> & { reason: Reason }

function ReasonLine({ reason, filter, busy, onResend }: LineProps) {
  const t = useTranslations('deliveries')
  const { name, text } = useReasonWords(reason)
  const shown = isShown(reason, filter)
  const one = reason.code === null ? { fault: reason.fault ?? '' } : { code: reason.code }
  const group = reason.code === null ? ('technical' as const) : ('refused' as const)
  return (
    <li
      aria-current={shown ? 'true' : undefined}
      className={`flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-3 py-2 last:rounded-b-xl ${shown ? 'bg-blue-weak' : ''}`}
    >
      <div className="min-w-0 flex-1 basis-80">
        <p>
          <span className="font-semibold">{name}</span>{' '}
          <span className="text-muted">
            {t('reasonCount', { count: reason.count, services: reason.services })}
          </span>
        </p>
        <p className="text-[13px] leading-[18px] text-muted">{text}</p>
      </div>
      <div className="flex flex-wrap gap-1">
        <Link
          href={hrefOf(shown ? { group } : { group, ...one })}
          prefetch={false}
          scroll={false}
          aria-label={shown ? undefined : t('showOf', { name })}
          className={buttonClass('ghost')}
        >
          {t(shown ? 'showAll' : 'show')}
        </Link>
        {onResend && reason.count > 0 && mayHelp(reason) && (
          <Button
            busy={busy}
            onClick={() => onResend(one)}
            aria-label={t('resendGroupOf', { count: reason.count, name })}
          >
            {t('resendGroup', { count: reason.count })}
          </Button>
        )}
      </div>
    </li>
  )
}

const mayHelp = ({ code }: Reason): boolean =>
  (['CREATE', 'UPDATE'] as const).some((kind) =>
    remedies({ kind, answerCode: code, state: code === null ? 'FAILED' : 'REFUSED' }).includes('resend'),
  )

function useReasonWords({ code, fault }: Reason): { name: string; text: string } {
  const t = useTranslations('deliveries')
  const verdict = useTranslations('verdict')
  if (code === null) {
    const failure = failureOf(fault)
    return {
      name: t('reasonName', { title: verdict(`failed.${failure}.title`), reason: fault ?? '' }),
      text: t(`reason.${failure}`),
    }
  }
  const known = knownCodes.find((one) => one === code)
  return {
    name: t('reasonName', { title: verdict(`answer.${known ?? 'other'}.title`), reason: String(code) }),
    text: t(`reason.${known ?? 'other'}`),
  }
}
