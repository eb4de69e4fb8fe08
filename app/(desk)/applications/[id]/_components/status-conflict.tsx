'use client'

import { useTranslations } from 'use-intl'
import { Pairs } from '@/components/application/section'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { CardStep } from '@/lib/applications/card-steps'
import type { Conflict } from '@/lib/applications/open-draft'
import { formatDateTime } from '@/lib/core/format'
import { useAct } from './use-card'
import type { StatusChange } from './use-status-change'

/** Another clerk was first: what went is shown as it is, mine may go next (design 9.8). */
export function StatusConflict({ change, conflict }: { change: StatusChange; conflict: Conflict }) {
  const t = useTranslations('card.status')
  const { card, timeZone, ask, refresh } = useAct()
  const theirs = card.steps.find((step) => step.delivery.state !== 'SUPERSEDED')
  const mine = change.chosen?.name
  const told = (step: CardStep | undefined) =>
    step && `${step.statusName}, ${formatDateTime(step.statusDate, timeZone)}, ${step.by}`
  const close = () => {
    void refresh()
    ask(null)
  }
  return (
    <Dialog
      open
      onClose={close}
      title={
        theirs
          ? t('conflictTitle', { who: conflict.changedBy, status: theirs.statusName })
          : t('conflictOther', { who: conflict.changedBy })
      }
      footer={
        <>
          {mine && (
            <Button look="primary" onClick={change.goOn}>
              {t('conflictGo')}
            </Button>
          )}
          <Button onClick={close}>{t('conflictDrop')}</Button>
        </>
      }
    >
      <p className="mb-3">
        {mine
          ? t('conflictText', { theirs: theirs?.statusName ?? '', mine })
          : t('conflictGone', { mine: '' })}
      </p>
      <Pairs
        rows={[
          [t('conflictBefore'), told(change.before)],
          [t('conflictTheirs'), told(theirs)],
          [t('conflictMine'), mine && `${mine}, ${change.draft.statusDate}`],
        ]}
      />
    </Dialog>
  )
}
