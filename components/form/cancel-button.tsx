'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { AskDialog } from './ask-dialog'

/** «Отменить» of a sheet: what was typed is not thrown away without a question. */
export function CancelButton({ isDirty, href }: { isDirty: boolean; href: string }) {
  const t = useTranslations('common')
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const leave = () => router.push(href)
  return (
    <>
      <Button onClick={() => (isDirty ? setAsking(true) : leave())}>{t('cancel')}</Button>
      <AskDialog
        open={asking}
        title={t('leaveAsk')}
        yes={t('leave')}
        busy={false}
        onYes={leave}
        onClose={() => setAsking(false)}
      >
        {t('leaveText')}
      </AskDialog>
    </>
  )
}
