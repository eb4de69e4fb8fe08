'use client'

import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { ErrorSummary } from '@/components/form/error-summary'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { CardStep } from '@/lib/applications/card-steps'
import { DialogRefusal } from './dialog-refusal'
import { StatusConfirm } from './status-confirm'
import { StatusConflict } from './status-conflict'
import { StatusFields } from './status-fields'
import { useAct } from './use-card'
import { useStatusChange } from './use-status-change'

/** S, an arrow, Ctrl+Enter. A final status shows what the citizen will see before it goes. */
export function StatusDialog({ insteadOf }: { insteadOf?: CardStep }) {
  const t = useTranslations('card.status')
  const common = useTranslations('common')
  const words = useWords()
  const { ask, busy } = useAct()
  const change = useStatusChange(insteadOf)
  const { stage, conflict, chosen } = change
  useEffect(() => {
    if (conflict) return
    const first = requestAnimationFrame(() => {
      if (stage !== 'fill') return document.querySelector<HTMLElement>('[role="dialog"] h2')?.focus()
      const radios = [...document.querySelectorAll<HTMLInputElement>('input[name="next-status"]')]
      ;(radios.find((radio) => radio.checked) ?? radios[0])?.focus()
    })
    return () => cancelAnimationFrame(first)
  }, [stage, conflict])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      if (!event.repeat && busy === null) change.submit()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })

  if (conflict) return <StatusConflict change={change} conflict={conflict} />
  const confirms = stage === 'confirm' && chosen
  const title = confirms
    ? change.withoutResult
      ? t('confirmWithoutTitle')
      : t('confirmTitle', { status: chosen.name })
    : insteadOf
      ? t('insteadTitle', { status: insteadOf.statusName })
      : t('title')
  const problems = Object.entries(change.errors)
  return (
    <Dialog
      open
      wide={Boolean(!confirms)}
      onClose={() => (confirms ? change.back() : ask(null))}
      title={title}
      footer={
        <>
          <Button
            look="primary"
            hint="Ctrl Enter"
            aria-keyshortcuts="Control+Enter"
            busy={busy !== null}
            onClick={change.submit}
          >
            {confirms && change.withoutResult ? t('passWithout') : t('submit')}
          </Button>
          <Button onClick={() => (confirms ? change.back() : ask(null))}>
            {confirms && change.withoutResult ? t('attachFile') : common('back')}
          </Button>
        </>
      }
    >
      {confirms ? (
        <StatusConfirm change={change} status={chosen} />
      ) : (
        <>
          {problems.length > 0 && (
            <ErrorSummary
              title={t('problem')}
              errors={problems.map(([field, message]) => ({
                fieldId: `status-${field}`,
                message: words(message),
              }))}
            />
          )}
          {problems.length === 0 && <DialogRefusal />}
          <StatusFields change={change} />
        </>
      )}
    </Dialog>
  )
}
