'use client'

import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { LetterDialog } from '@/app/(desk)/_components/letter-dialog'
import { saveFile } from '@/app/(desk)/_components/save-file'
import { useAct } from '@/components/form/use-act'
import { Button } from '@/components/ui/button'
import { TABLE_NAME } from '@/lib/letters/tku-request'
import type { Letter } from '@/lib/letters/to-eml'
import { requestTkuAction } from '../../actions'

/** `unmarked` are those that are not «запрошен» yet. */
export type Made = { letter: Letter; table: string; unmarked: string[] }

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The letter with its table. Whether it was sent only the person knows: they say so themselves. */
export function RequestDialog({ made, onClose }: { made: Made; onClose: () => void }) {
  const t = useTranslations('letters.tkuRequest')
  const { busy, problem, act } = useAct()
  const [requested, setRequested] = useState<number>()
  const mark = async () => {
    const done = await act(() => requestTkuAction({ services: made.unmarked }))
    if (done) setRequested(done.requested)
  }
  const download = () =>
    saveFile(
      TABLE_NAME,
      XLSX,
      Uint8Array.from(atob(made.table), (sign) => sign.charCodeAt(0)),
    )
  return (
    <LetterDialog
      open
      onClose={onClose}
      hint={t('compare')}
      letter={made.letter}
      attachment={{ name: TABLE_NAME, type: XLSX, content: made.table }}
      buttons={<Button onClick={download}>{t('table')}</Button>}
    >
      {made.unmarked.length > 0 && (
        <div className="flex flex-wrap items-center gap-3 rounded-lg bg-amber-weak px-3 py-2">
          <span role="status" className="min-w-0 flex-1">
            {requested === undefined ? t('markHint') : t('marked', { count: requested })}
          </span>
          {requested === undefined ? (
            <Button busy={busy} onClick={() => void mark()}>
              {t('mark')}
            </Button>
          ) : (
            <Link href="/directories/services" className="text-blue underline">
              {t('back')}
            </Link>
          )}
        </div>
      )}
      <p role="alert" className={problem ? 'text-red' : 'sr-only'}>
        {problem}
      </p>
    </LetterDialog>
  )
}
