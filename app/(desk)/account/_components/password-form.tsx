'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { ErrorSummary } from '@/components/form/error-summary'
import { useSheet } from '@/components/form/use-sheet'
import { Button } from '@/components/ui/button'
import { changePasswordAction } from '../actions'
import { SecretField } from '@/components/form/secret-field'

const Form = z.object({
  current: z.string().min(1, 'account.error.currentEmpty'),
  fresh: z.string().min(1, 'account.error.freshEmpty'),
})
type Form = z.infer<typeof Form>

/** A password of one's own; how good it is, the server judges. */
export function PasswordForm() {
  const t = useTranslations('account')
  const router = useRouter()
  const [told, setTold] = useState('')
  const sheet = useSheet<Form, void>({
    id: 'password',
    schema: Form,
    values: { current: '', fresh: '' },
    fields: ['current', 'fresh'],
    save: changePasswordAction,
    onSaved: () => {
      sheet.form.reset()
      setTold(t('changed'))
      router.refresh()
    },
  })
  return (
    <form
      noValidate
      aria-labelledby="own-password"
      onSubmit={(event) => (event.preventDefault(), sheet.submit())}
      className="grid gap-3 rounded-xl border border-line bg-surface p-4"
    >
      <h2 id="own-password">{t('password')}</h2>
      {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
      <SecretField sheet={sheet} name="current" label={t('current')} autoComplete="current-password" />
      <SecretField
        sheet={sheet}
        name="fresh"
        label={t('fresh')}
        hint={t('passwordHint')}
        autoComplete="new-password"
      />
      <Button type="submit" look="save" className="w-fit" busy={sheet.busy}>
        {t('change')}
      </Button>
      <p role="status" className="text-sm text-green">
        {told}
      </p>
    </form>
  )
}
