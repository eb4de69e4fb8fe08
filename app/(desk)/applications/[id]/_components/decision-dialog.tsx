'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Pairs } from '@/components/application/section'
import { Field, inputClass } from '@/components/form/field'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { CardStep } from '@/lib/applications/card-steps'
import { DeclareImpossible, SkipDelivery } from '@/lib/delivery/schema'
import { impossibleAction, skipAction } from '../../actions'
import { DialogRefusal } from './dialog-refusal'
import { useAct } from './use-card'

type Props = { kind: 'skip' | 'continue' | 'impossible'; step: CardStep }

/**
 * «Пропустить» a refused status, go on with the application that ЕПГУ has already (X06a), or «передача невозможна» (F24):
 * each with a reason.
 */
export function DecisionDialog({ kind, step }: Props) {
  const t = useTranslations(`card.${kind}` as 'card.skip')
  const both = useTranslations('card')
  const common = useTranslations('common')
  const words = useWords()
  const { card, ask, run, busy } = useAct()
  const goesOn = kind === 'continue'
  const [reason, setReason] = useState(goesOn ? both('continue.suggested') : '')
  const [error, setError] = useState<string | undefined>()
  const later = card.steps.filter((other) => other.seq > step.seq && other.delivery.state === 'QUEUED').length
  const decide = async () => {
    const [schema, action] =
      kind === 'impossible'
        ? ([DeclareImpossible, impossibleAction] as const)
        : ([SkipDelivery, skipAction] as const)
    const input = schema.safeParse({ deliveryId: step.deliveryId, reason })
    if (!input.success) {
      setError(words(input.error.issues[0]?.message ?? ''))
      document.getElementById('decision-reason')?.focus()
      return
    }
    if (await run('decide', () => action(input.data))) ask(null)
  }
  return (
    <Dialog
      open
      onClose={() => ask(null)}
      title={kind === 'skip' ? both('skip.title', { status: step.statusName }) : both(`${kind}.title`)}
      footer={
        <>
          <Button look="primary" busy={busy !== null} onClick={() => void decide()}>
            {t('confirm')}
          </Button>
          <Button onClick={() => ask(null)}>{common('back')}</Button>
        </>
      }
    >
      <DialogRefusal />
      {goesOn ? (
        <div className="grid gap-2">
          <p>{both('continue.text', { orderNumber: card.orderNumber ?? '' })}</p>
          <Pairs
            rows={[
              [both('continue.applicant'), card.applicantName],
              [both('numbers.service'), card.serviceName],
            ]}
          />
          <p>{both('continue.then')}</p>
        </div>
      ) : (
        <p>{both(`${kind === 'skip' ? 'skip' : 'impossible'}.text`, { count: later })}</p>
      )}
      <Field id="decision-reason" className="mt-3 pb-2" label={t('reason')} error={error}>
        {(ids) => (
          <textarea
            {...ids}
            rows={2}
            maxLength={300}
            className={inputClass}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  )
}
