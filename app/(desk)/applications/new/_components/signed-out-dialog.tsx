'use client'

import { useTranslations } from 'use-intl'
import { Button, buttonClass } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

/** The session has ended: the form stays as it is, signing in happens in another tab. */
export function SignedOutDialog({ open, onContinue }: { open: boolean; onContinue: () => void }) {
  const t = useTranslations('form.signedOut')
  return (
    <Dialog
      open={open}
      onClose={onContinue}
      title={t('title')}
      footer={
        <>
          <a href="/login" target="_blank" rel="noopener" className={buttonClass('primary')}>
            {t('link')}
          </a>
          <Button onClick={onContinue}>{t('go')}</Button>
        </>
      }
    >
      <p>{t('text')}</p>
      <p className="mt-2 text-muted">{t('then')}</p>
    </Dialog>
  )
}
