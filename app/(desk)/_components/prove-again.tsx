'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { ErrorSummary } from '@/components/form/error-summary'
import { Field, inputClass } from '@/components/form/field'
import { SecretField } from '@/components/form/secret-field'
import { SheetField } from '@/components/form/sheet-field'
import { useSheet } from '@/components/form/use-sheet'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { proveAction } from '../account/actions'
import { useWho } from '../who'
import { EsiaWindow } from './esia-window'

const Form = z.object({ current: z.string().min(1, 'account.error.currentEmpty'), code: z.string() })
type Form = z.infer<typeof Form>

/** The password once more over the page, before what a stolen session must not do; then that goes on by itself. */
export function ProveAgain({ code, onEnd }: { code: boolean; onEnd: (done: boolean) => void }) {
  const t = useTranslations('account.prove')
  const account = useTranslations('account')
  const who = useWho()
  const [other, setOther] = useState<string>()
  const sheet = useSheet<Form, void>({
    id: 'prove',
    schema: Form,
    values: { current: '', code: '' },
    fields: ['current', 'code'],
    save: proveAction,
    onSaved: () => onEnd(true),
  })
  // The dialog gives the focus to its heading first.
  useEffect(() => {
    const focus = requestAnimationFrame(() => document.getElementById('prove-current')?.focus())
    return () => cancelAnimationFrame(focus)
  }, [])
  return (
    <Dialog
      open
      onClose={() => onEnd(false)}
      title={t('title')}
      footer={
        <>
          <Button look="primary" busy={sheet.busy} onClick={() => sheet.submit()}>
            {t('yes')}
          </Button>
          <Button onClick={() => onEnd(false)}>{account('cancel')}</Button>
        </>
      }
    >
      <p className="mb-3">{t('text')}</p>
      <form
        noValidate
        className="grid gap-3 pb-2"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          sheet.submit()
        }}
      >
        {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
        <Field label={t('login')} id="prove-login">
          {(ids) => (
            <input
              {...ids}
              readOnly
              value={who.login}
              autoComplete="username"
              className={`${inputClass} read-only:bg-bg`}
            />
          )}
        </Field>
        <SecretField
          sheet={sheet}
          name="current"
          label={account('current')}
          autoComplete="current-password"
        />
        {code && (
          <SheetField
            sheet={sheet}
            name="code"
            label={account('code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
          />
        )}
        <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
      </form>
      {other && (
        <p role="alert" className="mb-2 text-sm text-red">
          {t('another', { login: other, name: who.name })}
        </p>
      )}
      {who.esia && (
        <EsiaWindow
          label={t('byEsia')}
          hint={t('esiaHint')}
          onSignedIn={(login) =>
            login.toLowerCase() === who.login.toLowerCase() ? onEnd(true) : setOther(login)
          }
        />
      )}
    </Dialog>
  )
}
