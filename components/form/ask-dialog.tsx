'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

type Props = {
  open: boolean
  title: string
  yes: string
  busy: boolean
  onYes: () => void
  onClose: () => void
  children: ReactNode
}

/** A question before what is not undone by itself. */
export function AskDialog({ open, title, yes, busy, onYes, onClose, children }: Props) {
  const t = useTranslations('common')
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button look="danger" busy={busy} onClick={onYes}>
            {yes}
          </Button>
          <Button onClick={onClose}>{t('back')}</Button>
        </>
      }
    >
      <div className="grid gap-3 text-sm">{children}</div>
    </Dialog>
  )
}
