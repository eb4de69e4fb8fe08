'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { MaskedField } from '@/lib/applications/masked-applicant'
import { RevealApplicant, revealReasons } from '@/lib/applications/schema'
import { revealAction } from '../../actions'
import { DialogRefusal } from './dialog-refusal'
import { useAct } from './use-card'

type Props = { onClose: () => void; onShown: (fields: MaskedField[]) => void }

/** What for the data are looked at: asked each time, kept with the look (P06). */
export function RevealDialog({ onClose, onShown }: Props) {
  const t = useTranslations('card.applicant')
  const common = useTranslations('common')
  const words = useWords()
  const { card, run, busy } = useAct()
  const [reason, setReason] = useState('')
  const [note, setNote] = useState('')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const show = async () => {
    const input = RevealApplicant.safeParse({ applicationId: card.id, reason, note })
    if (!input.success) {
      const wrong = input.error.issues.map(({ path, message }) => [String(path[0]), words(message)])
      setErrors(Object.fromEntries(wrong))
      document.getElementById(wrong[0]?.[0] === 'note' ? 'reveal-note' : 'reveal-call')?.focus()
      return
    }
    const fields = await run('reveal', () => revealAction(input.data))
    if (fields) onShown(fields)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('whyTitle')}
      footer={
        <>
          <Button look="primary" busy={busy !== null} onClick={() => void show()}>
            {t('show')}
          </Button>
          <Button onClick={onClose}>{common('back')}</Button>
        </>
      }
    >
      <DialogRefusal />
      <p className="text-sm text-muted">{t('whyText')}</p>
      <fieldset className="mt-3" aria-describedby={errors.reason ? 'reveal-error' : undefined}>
        <legend className="text-sm font-semibold">{t('reason')}</legend>
        {revealReasons.map((one) => (
          <label key={one} className="flex min-h-8 items-center gap-2">
            <input
              id={`reveal-${one}`}
              type="radio"
              name="reveal-reason"
              value={one}
              checked={reason === one}
              onChange={() => setReason(one)}
            />
            {t(`why.${one}`)}
          </label>
        ))}
        {errors.reason && (
          <p id="reveal-error" className="text-[13px] text-red">
            {errors.reason}
          </p>
        )}
      </fieldset>
      <Field id="reveal-note" className="mt-2 pb-2" label={t('note')} error={errors.note}>
        {(ids) => (
          <input
            {...ids}
            maxLength={300}
            autoComplete="off"
            className={inputClass}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  )
}
