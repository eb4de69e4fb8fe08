'use client'

import { useTranslations } from 'use-intl'
import { renderSVG } from 'uqr'
import { z } from 'zod'
import { ErrorSummary } from '@/components/form/error-summary'
import { inputClass } from '@/components/form/field'
import { SheetField } from '@/components/form/sheet-field'
import { useSheet } from '@/components/form/use-sheet'
import { Button } from '@/components/ui/button'
import { confirmTotpAction } from '../actions'

const Form = z.object({ code: z.string() })
type Form = z.infer<typeof Form>

/** The key as a picture and as text, and the first code from it. Drawn here: it goes to no other server. */
export function TotpConfirm({
  uri,
  secret,
  onEnd,
}: {
  uri: string
  secret: string
  onEnd: (done: boolean) => void
}) {
  const t = useTranslations('account')
  const sheet = useSheet<Form, void>({
    id: 'totp-confirm',
    schema: Form,
    values: { code: '' },
    fields: ['code'],
    save: confirmTotpAction,
    onSaved: () => onEnd(true),
  })
  return (
    <form
      noValidate
      onSubmit={(event) => (event.preventDefault(), sheet.submit())}
      className="grid gap-3 text-sm"
    >
      <p>{t('scan')}</p>
      {/* eslint-disable-next-line @next/next/no-img-element -- drawn in this browser, there is nothing to optimise */}
      <img
        alt={t('qr')}
        width={200}
        height={200}
        src={`data:image/svg+xml,${encodeURIComponent(renderSVG(uri))}`}
        className="rounded-lg bg-white p-2"
      />
      <label className="grid gap-1">
        {t('secret')}
        <input readOnly value={secret} className={`${inputClass} font-mono`} />
      </label>
      {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
      <SheetField
        sheet={sheet}
        name="code"
        label={t('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
      />
      <div className="flex gap-3">
        <Button type="submit" look="save" busy={sheet.busy}>
          {t('confirm')}
        </Button>
        <Button onClick={() => onEnd(false)}>{t('cancel')}</Button>
      </div>
    </form>
  )
}
