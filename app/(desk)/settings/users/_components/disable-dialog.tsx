'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAct } from '@/components/form/use-act'
import { Field, inputClass } from '@/components/form/field'
import { disableUserAction, listColleaguesAction } from '../actions'
import { AskDialog } from '@/components/form/ask-dialog'

type Props = {
  open: boolean
  user: { id: string; version: number; name: string }
  left: number
  organisationId: string | undefined
  onClose: () => void
}

/** «Отключить» says what stays behind, and to whom it may go (U10, A14). */
export function DisableDialog({ open, user, left, organisationId, onClose }: Props) {
  const t = useTranslations('users')
  const { busy, problem, act } = useAct()
  const [to, setTo] = useState('')
  const colleagues = useQuery({
    queryKey: ['users', organisationId, 'colleagues'],
    enabled: open && left > 0,
    queryFn: async () => {
      const answer = await listColleaguesAction({ id: user.id, organisationId })
      return answer.ok ? answer.data : []
    },
  })
  const disable = async () => {
    const { id, version } = user
    if (await act(() => disableUserAction({ id, version, handOverTo: to || null, organisationId }))) onClose()
  }
  return (
    <AskDialog
      open={open}
      title={t('disableTitle')}
      yes={t('disable')}
      busy={busy}
      onYes={() => void disable()}
      onClose={onClose}
    >
      <p>{t('disableAsk', { name: user.name })}</p>
      {left > 0 && (
        <>
          <p>{t('openCount', { count: left })}</p>
          <Field label={t('handOver')}>
            {(ids) => (
              <select
                {...ids}
                value={to}
                onChange={(event) => setTo(event.target.value)}
                className={inputClass}
              >
                <option value="">{t('nobodyChosen')}</option>
                {colleagues.data?.map((colleague) => (
                  <option key={colleague.id} value={colleague.id}>
                    {`${colleague.name}, ${colleague.position}`}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      )}
      <p role="alert" className={problem ? 'text-red' : 'sr-only'}>
        {problem}
      </p>
    </AskDialog>
  )
}
