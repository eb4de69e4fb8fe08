'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useFaultWords } from '@/components/delivery/use-fault-words'
import { Button, buttonClass } from '@/components/ui/button'
import type { CardStep } from '@/lib/applications/card-steps'
import { formatDateTime, formatTime } from '@/lib/core/format'
import { awaitsAdministrator } from '@/lib/delivery/awaits-administrator'
import { awaitsFile, failureOf, faultCode, knownCodes } from '@/lib/delivery/labels'
import type { Remedy } from '@/lib/delivery/remedies'
import { createAgainAction, resendAction, transferAgainAction } from '../../actions'
import { useAct } from './use-card'

/** What went wrong or is awaited, why as far as it is known, and what to do: design 5.2. */
export function StepVerdict({ step }: { step: CardStep }) {
  const t = useTranslations('verdict')
  const { card, timeZone, run, busy } = useAct()
  const wordsOf = useFaultWords()
  const { delivery } = step
  const which = textOf(delivery)
  if (!which) return null
  const moment = (at: string | null) => (at ? formatDateTime(at, timeZone) : '')
  const time = delivery.view === 'retry' ? delivery.nextAttemptAt : delivery.sentAt
  const values = {
    kind: step.kind,
    fault: delivery.fault === null ? '' : `: ${wordsOf(delivery.fault) ?? t('fault.other')}`,
    status: step.statusName,
    targetCode: card.targetCode ?? '',
    orderNumber: card.orderNumber ?? '',
    requestDate: moment(card.requestDate),
    code: delivery.state === 'FAILED' ? faultCode(delivery.fault) : String(delivery.code ?? '—'),
    message: delivery.text ?? '—',
    reason: delivery.decision ?? '',
    time: time ? formatTime(time, timeZone) : '',
    attempt: delivery.attempts,
    deadline: moment(delivery.deadlineAt),
  }
  const red = delivery.state === 'REFUSED' || delivery.state === 'FAILED' || which === 'answer.expired'
  const ground = red ? 'bg-red-weak' : which === 'answer.impossible' ? 'bg-bg' : 'bg-amber-weak'
  const waits = delivery.view === 'retry' || delivery.view === 'expired'
  const again = delivery.state === 'SENDING' && waits && card.may.resend
  return (
    <div className={`mt-1.5 rounded-lg px-3 py-2.5 text-sm ${ground}`}>
      <p className="font-semibold">{t(`${which}.title` as never, values as never)}</p>
      <p className="break-words">{t(`${which}.text` as never, values as never)}</p>
      <div className="mt-2 flex flex-wrap gap-2 empty:hidden">
        {delivery.remedies.map((remedy) => (
          <RemedyButton key={remedy} remedy={remedy} step={step} />
        ))}
        {again && (
          <Button
            busy={busy !== null}
            onClick={() => void run('resend', () => resendAction({ deliveryId: step.deliveryId }))}
          >
            {t('remedy.retryNow')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** The place of its words among the messages. */
function textOf({ state, view, code, fault }: CardStep['delivery']): string | null {
  if (awaitsAdministrator({ view, fault })) return 'answer.awaitsAdministrator'
  if (awaitsFile({ state, fault })) return 'answer.awaitsFile'
  if (state === 'FAILED') return `failed.${failureOf(fault)}`
  if (state === 'IMPOSSIBLE') return 'answer.impossible'
  if (state === 'REFUSED') return `answer.${knownCodes.find((known) => known === code) ?? 'other'}`
  return view === 'retry' || view === 'noAnswer' || view === 'expired' ? `answer.${view}` : null
}

function RemedyButton({ remedy, step }: { remedy: Remedy; step: CardStep }) {
  const t = useTranslations('verdict.remedy')
  const { card, run, ask, busy } = useAct()
  const { may } = card
  if (remedy === 'resend') {
    if (!may.resend) return null
    const resend = () => void run('resend', () => resendAction({ deliveryId: step.deliveryId }))
    return (
      <Button busy={busy !== null} onClick={resend}>
        {t('resend')}
      </Button>
    )
  }
  if (!may.write) return null
  if (remedy === 'createAgain' || remedy === 'transferAgain') {
    const act = remedy === 'createAgain' ? createAgainAction : transferAgainAction
    return (
      <Button
        busy={busy !== null}
        onClick={() => void run(remedy, () => act({ deliveryId: step.deliveryId }))}
      >
        {t(remedy)}
      </Button>
    )
  }
  if (remedy === 'correct' || remedy === 'changeNumber')
    return (
      <Link
        className={buttonClass()}
        href={`/applications/${card.id}/edit${remedy === 'changeNumber' ? '#orderNumber' : ''}`}
      >
        {t(remedy)}
      </Link>
    )
  const open = () =>
    ask(remedy === 'chooseStatus' ? { kind: 'status', insteadOf: step } : { kind: remedy, step })
  return <Button onClick={open}>{t(remedy)}</Button>
}
