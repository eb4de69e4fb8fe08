'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm, useWatch, type FieldErrors } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { ErrorSummary } from '@/components/form/error-summary'
import { Field, inputClass } from '@/components/form/field'
import { Radios } from '@/components/form/radios'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { SendNotification, type NotificationForm as Form } from '@/lib/notifications/schema'
import { sendNotificationAction } from '../actions'

const fields = ['recipientName', 'identifier', 'title', 'text'] as const
const blank = (): Form => ({
  idempotencyKey: crypto.randomUUID(),
  recipientKind: 'PERSON',
  recipientName: '',
  identifier: '',
  title: '',
  text: '',
})

/** To whom and what. The key is made with the form: ten presses send one notification. */
export function NotificationForm({ onSent }: { onSent: () => void }) {
  const t = useTranslations('notifications')
  const words = useWords()
  const form = useForm<Form, unknown, SendNotification>({
    resolver: zodResolver(SendNotification),
    defaultValues: blank(),
    mode: 'onTouched',
    shouldFocusError: false,
  })
  const [summary, setSummary] = useState<{ fieldId?: string; message: string }[]>([])
  const [told, setTold] = useState('')
  const kind = useWatch({ control: form.control, name: 'recipientKind' })
  const { errors, isSubmitting, isSubmitted } = form.formState

  const refuse = (found: FieldErrors<Form>) => {
    setTold('')
    setSummary(
      fields.flatMap((name) => {
        const message = found[name]?.message
        return message ? [{ fieldId: `notification-${name}`, message: words(message) }] : []
      }),
    )
  }
  const send = async () => {
    // What was typed goes, and is judged once more by the server: the form holds it if that does not come to an end.
    const result = await sendNotificationAction(form.getValues()).catch(() => null)
    if (!result?.ok) {
      setTold('')
      return setSummary([{ message: words(result?.message ?? 'refusal.away') }])
    }
    form.reset(blank())
    setSummary([])
    setTold(t('queued'))
    onSent()
  }
  const error = (name: (typeof fields)[number]) => {
    const message = errors[name]?.message
    return message ? words(message) : undefined
  }
  return (
    <form onSubmit={(event) => event.preventDefault()} noValidate className="grid content-start gap-3">
      <h2>{t('compose')}</h2>
      {summary.length > 0 && <ErrorSummary title={t('summary')} errors={summary} />}
      <Radios
        id="notification-kind"
        label={t('field.recipientKind')}
        look="segments"
        choices={(['PERSON', 'SOLE_TRADER', 'LEGAL_ENTITY'] as const).map((value) => ({
          value,
          label: t(`kind.${value}`),
        }))}
        value={kind}
        onChange={(value) => {
          form.setValue('recipientKind', value)
          if (isSubmitted) void form.trigger('identifier')
        }}
      />
      <Field
        id="notification-recipientName"
        label={t('field.recipientName')}
        hint={t('hint.recipientName')}
        error={error('recipientName')}
      >
        {(ids) => (
          <input {...ids} {...form.register('recipientName')} autoComplete="off" className={inputClass} />
        )}
      </Field>
      <Field
        id="notification-identifier"
        label={kind === 'PERSON' ? t('field.snils') : t('field.inn')}
        error={error('identifier')}
      >
        {(ids) => (
          <input
            {...ids}
            {...form.register('identifier')}
            inputMode="numeric"
            autoComplete="off"
            className={`${inputClass} tabular-nums`}
          />
        )}
      </Field>
      <Field id="notification-title" label={t('field.title')} error={error('title')}>
        {(ids) => <input {...ids} {...form.register('title')} className={inputClass} />}
      </Field>
      <Field id="notification-text" label={t('field.text')} hint={t('hint.text')} error={error('text')}>
        {(ids) => <textarea {...ids} {...form.register('text')} rows={6} className={inputClass} />}
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" busy={isSubmitting} onClick={() => void form.handleSubmit(send, refuse)()}>
          {t('send')}
        </Button>
        <p role="status" className="text-sm text-green">
          {told}
        </p>
      </div>
    </form>
  )
}
