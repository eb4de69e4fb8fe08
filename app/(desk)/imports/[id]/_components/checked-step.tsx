'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { ImportView } from '@/lib/imports/schema'
import { Counters } from './counters'
import { DifferenceTable, ErrorTable } from './row-tables'

type Props = { view: ImportView; busy: boolean; onConfirm: () => void; onColumns: () => void }

/** What loading would do, and the one decision. */
export function CheckedStep({ view, busy, onConfirm, onColumns }: Props) {
  const t = useTranslations('imports')
  const words = useWords()
  const [asking, setAsking] = useState(false)
  const { counts, fault } = view
  const load = (counts?.created ?? 0) + (counts?.changed ?? 0)
  return (
    <>
      {fault && (
        <p role="alert" className="mb-3 rounded-lg bg-amber-weak px-3 py-2 text-sm">
          {words(fault)}
        </p>
      )}
      {counts && <Counters counts={counts} names="counts" />}
      <p className="mb-3 text-sm text-muted">{load === 0 ? t('nothingToLoad') : t('loadHint')}</p>
      <div className="mb-4 flex flex-wrap gap-2">
        {load > 0 && (
          <Button look="save" busy={busy} onClick={() => setAsking(true)}>
            {t('load', { count: load })}
          </Button>
        )}
        <Button busy={busy} onClick={onColumns}>
          {t('columns.changed')}
        </Button>
      </div>
      <ErrorTable view={view} />
      <DifferenceTable view={view} />
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('loadAsk', { count: load })}
        footer={
          <>
            <Button
              look="save"
              busy={busy}
              onClick={() => {
                setAsking(false)
                onConfirm()
              }}
            >
              {t('load', { count: load })}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('back')}</Button>
          </>
        }
      >
        {counts && <Counters counts={counts} names="counts" />}
        {(counts?.errors ?? 0) > 0 && <p className="mb-2 text-sm">{t('withErrors')}</p>}
      </Dialog>
    </>
  )
}
