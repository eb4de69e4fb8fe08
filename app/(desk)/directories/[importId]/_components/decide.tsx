'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { formatDate } from '@/lib/core/format'
import type { DifferenceCounts } from '@/lib/directories/differences'
import type { Preview } from '@/lib/directories/preview-import'
import { applyImportAction, cancelImportAction } from '../../actions'

type Props = { preview: Preview; counts: DifferenceCounts; timeZone: string }

/** The one decision of the page, with what it does in words. */
export function Decide({ preview, counts, timeZone }: Props) {
  const t = useTranslations('directories')
  const words = useWords()
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const { importId, base } = preview
  const decide = async (work: () => Promise<{ ok: true } | { ok: false; message: string }>) => {
    setBusy(true)
    const answer = await work().catch(() => null)
    if (answer?.ok) {
      router.push('/directories')
      router.refresh()
      return
    }
    setProblem(words(answer?.message ?? 'refusal.away'))
    setBusy(false)
  }
  const nothing = preview.appliedAt
    ? t('sameSince', { date: formatDate(preview.appliedAt, timeZone) })
    : t('same')
  const same = counts.added + counts.changed + counts.closed === 0
  return (
    <div className="mb-3 rounded-xl border border-line bg-surface px-3 py-2.5">
      <p className="mb-2 text-sm">
        {same ? nothing : t('willDo', counts)}{' '}
        <span className="text-muted">
          {t('unchanged', { count: counts.same })}
          {counts.confirmed > 0 && ` ${t('confirmed', { count: counts.confirmed })}`}
        </span>
      </p>
      {counts.closed > 0 && <p className="mb-2 text-sm text-muted">{t('closedHint')}</p>}
      <p role="alert" className={problem ? 'mb-2 text-sm text-red' : 'sr-only'}>
        {problem}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          look="save"
          busy={busy}
          onClick={() => void decide(() => applyImportAction({ importId, base }))}
        >
          {t('apply')}
        </Button>
        <Button busy={busy} onClick={() => void decide(() => cancelImportAction({ importId }))}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  )
}
