'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { ErrorSummary } from '@/components/form/error-summary'
import { useSheet } from '@/components/form/use-sheet'
import { Button } from '@/components/ui/button'
import { beginTotpAction, dropTotpAction } from '../actions'
import { SecretField } from './secret-field'
import { TotpConfirm } from './totp-confirm'

const Form = z.object({ current: z.string().min(1, 'account.error.currentEmpty') })
type Form = z.infer<typeof Form>
type Key = { uri: string; secret: string }

/** One-time codes: on after a code has been shown right, off with the password. */
export function TotpSection({ on }: { on: boolean }) {
  const t = useTranslations('account')
  const router = useRouter()
  const [key, setKey] = useState<Key>()
  const [told, setTold] = useState('')
  const sheet = useSheet<Form, Key | void>({
    id: 'totp',
    schema: Form,
    values: { current: '' },
    fields: ['current'],
    save: (form) => (on ? dropTotpAction(form) : beginTotpAction(form)),
    onSaved: (made) => {
      sheet.form.reset()
      setTold(made ? '' : t('dropped'))
      setKey(made ?? undefined)
      router.refresh()
    },
  })
  return (
    <section aria-labelledby="totp" className="grid gap-3 rounded-xl border border-line bg-surface p-4">
      <h2 id="totp">{t('totp')}</h2>
      <p className="text-sm text-muted">{t('totpHint')}</p>
      <p className="text-sm font-semibold">{on ? t('totpOn') : t('totpOff')}</p>
      {key ? (
        <TotpConfirm
          {...key}
          onEnd={(done) => {
            setKey(undefined)
            setTold(done ? t('confirmed') : '')
            router.refresh()
          }}
        />
      ) : (
        <form
          noValidate
          onSubmit={(event) => (event.preventDefault(), sheet.submit())}
          className="grid gap-3"
        >
          {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
          <SecretField sheet={sheet} name="current" label={t('current')} autoComplete="current-password" />
          <Button type="submit" className="w-fit" busy={sheet.busy}>
            {on ? t('drop') : t('begin')}
          </Button>
        </form>
      )}
      <p role="status" className="text-sm text-green">
        {told}
      </p>
    </section>
  )
}
