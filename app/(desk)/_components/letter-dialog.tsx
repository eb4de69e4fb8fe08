'use client'

import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/field'
import { Button, buttonClass } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { toEml, type Attachment, type Letter } from '@/lib/letters/to-eml'
import { saveFile } from './save-file'

type Props = {
  open: boolean
  onClose: () => void
  hint: string
  letter: Letter
  attachment?: Attachment
  /** More buttons, and what is said of them below the text. */
  buttons?: ReactNode
  children?: ReactNode
}

/** A letter to the СЦ for the person to send: it is copied, saved or taken over into a mail program. */
export function LetterDialog({ open, onClose, hint, letter, attachment, buttons, children }: Props) {
  const t = useTranslations('letters.dialog')
  const [copied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard.writeText(letter.text).then(() => setCopied(true))
  return (
    <Dialog
      wide
      open={open}
      onClose={onClose}
      title={t('title')}
      footer={
        <>
          <Button look="primary" onClick={copy}>
            {t('copy')}
          </Button>
          <Button onClick={() => saveFile('letter.eml', 'message/rfc822', toEml(letter, attachment))}>
            {t('file')}
          </Button>
          {buttons}
          <a
            href={`mailto:${letter.to}?subject=${encodeURIComponent(letter.subject)}`}
            onClick={copy}
            className={buttonClass()}
          >
            {t('mail')}
          </a>
          <Button onClick={onClose}>{t('close')}</Button>
        </>
      }
    >
      <div className="grid gap-3 text-sm">
        <p>{hint}</p>
        <Line label={t('to')} text={letter.to} />
        <Line label={t('subject')} text={letter.subject} />
        <label className="grid gap-1">
          {t('text')}
          <textarea readOnly rows={9} value={letter.text} className={inputClass} />
        </label>
        <p className="text-muted">{t('mailHint')}</p>
        {children}
        <p role="status" className="text-green">
          {copied && t('copied')}
        </p>
      </div>
    </Dialog>
  )
}

const Line = ({ label, text }: { label: string; text: string }) => (
  <label className="grid gap-1">
    {label}
    <input readOnly value={text} className={inputClass} />
  </label>
)
