'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { addOrganisationLetter, type AddOrganisation } from '@/lib/letters/add-organisation'
import { toEml } from '@/lib/letters/to-eml'

type Props = { open: boolean; onClose: () => void; given: AddOrganisation }

/** Letter L5, made in the browser: nothing of it is kept here. */
export function LetterDialog({ open, onClose, given }: Props) {
  const words = useTranslations()
  const t = useTranslations('users.letter')
  const [copied, setCopied] = useState(false)
  const letter = addOrganisationLetter(given, words)
  const download = () => {
    const url = URL.createObjectURL(new Blob([toEml(letter)], { type: 'message/rfc822' }))
    Object.assign(document.createElement('a'), { href: url, download: 'letter.eml' }).click()
    URL.revokeObjectURL(url)
  }
  return (
    <Dialog
      wide
      open={open}
      onClose={onClose}
      title={t('title')}
      footer={
        <>
          <Button
            look="primary"
            onClick={() => void navigator.clipboard.writeText(letter.text).then(() => setCopied(true))}
          >
            {t('copy')}
          </Button>
          <Button onClick={download}>{t('file')}</Button>
          <Button onClick={onClose}>{t('close')}</Button>
        </>
      }
    >
      <div className="grid gap-3 text-sm">
        <p>{t('hint')}</p>
        <Line label={t('to')} text={letter.to} />
        <Line label={t('subject')} text={letter.subject} />
        <label className="grid gap-1">
          {t('text')}
          <textarea readOnly rows={9} value={letter.text} className={inputClass} />
        </label>
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
