'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

/** A first password is told once. */
export function PasswordDialog({
  password,
  told,
  onClose,
}: {
  password: string
  told: string
  onClose: () => void
}) {
  const t = useTranslations('users.password')
  const [copied, setCopied] = useState(false)
  return (
    <Dialog
      open={password !== ''}
      onClose={onClose}
      title={t('title')}
      footer={
        <Button look="primary" onClick={onClose}>
          {t('done')}
        </Button>
      }
    >
      <div className="grid gap-3 text-sm">
        <p>{told}</p>
        <p>{t('hint')}</p>
        <label className="grid gap-1">
          {t('label')}
          <span className="flex gap-2">
            <input readOnly value={password} className={`${inputClass} font-mono text-base`} />
            <Button onClick={() => void navigator.clipboard.writeText(password).then(() => setCopied(true))}>
              {t('copy')}
            </Button>
          </span>
        </label>
        <p role="status" className="text-green">
          {copied && t('copied')}
        </p>
      </div>
    </Dialog>
  )
}
