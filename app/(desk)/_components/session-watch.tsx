'use client'

import { use } from 'react'
import { useTimeZone, useTranslations } from 'use-intl'
import { PersonContext } from '@/components/form/person-context'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { formatTime } from '@/lib/core/format'
import { useSessionEnd } from './use-session-end'

/** Two minutes before a session ends it is said; when nobody stays, the page is covered until they sign in again. */
export function SessionWatch() {
  const t = useTranslations('shell.session')
  const zone = useTimeZone() ?? 'UTC'
  const person = use(PersonContext)
  const { ending, stay } = useSessionEnd(person.signIn)
  if (!ending) return null
  const time = formatTime(ending.at.toISOString(), zone)
  return (
    <Dialog
      open
      onClose={() => stay()}
      title={t('soon', { time })}
      footer={
        <Button look="primary" onClick={() => stay()}>
          {t(ending.why === 'idle' ? 'stay' : 'understood')}
        </Button>
      }
    >
      <p role="alert" className="pb-2 text-sm">
        {t(ending.why)}
      </p>
    </Dialog>
  )
}
