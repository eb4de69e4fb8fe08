'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAgain } from '@/components/form/person-context'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { ServiceProps } from './service-props'
import { showServiceAction } from '../actions'

/** «Скрыть» asks first and says how many applications stay; «Показать» does not. */
export function HideService({ service }: { service: NonNullable<ServiceProps['service']> }) {
  const t = useTranslations('catalogue')
  const common = useTranslations('common')
  const words = useWords()
  const again = useAgain()
  const router = useRouter()
  const [asks, setAsks] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const { id, version, active, applications } = service
  const change = async () => {
    if (busy) return
    setBusy(true)
    const answer = await again(() => showServiceAction({ id, version, active: !active })).catch(() => null)
    setBusy(false)
    setProblem(answer?.ok ? '' : words(answer?.message ?? 'refusal.away'))
    if (!answer?.ok) return
    setAsks(false)
    router.refresh()
  }
  return (
    <>
      <Button busy={busy} onClick={() => (active ? setAsks(true) : void change())}>
        {t(active ? 'hide' : 'show')}
      </Button>
      <p role="alert" className={problem ? 'text-sm text-red' : 'sr-only'}>
        {problem}
      </p>
      <Dialog
        open={asks}
        onClose={() => setAsks(false)}
        title={t('hideAsk')}
        footer={
          <>
            <Button look="primary" busy={busy} onClick={() => void change()}>
              {t('hide')}
            </Button>
            <Button onClick={() => setAsks(false)}>{common('back')}</Button>
          </>
        }
      >
        <p className="mb-2">{t('hideText', { count: applications })}</p>
        <p className="mb-2 text-sm text-muted">{t(applications > 0 ? 'noDelete' : 'hideKept')}</p>
      </Dialog>
    </>
  )
}
