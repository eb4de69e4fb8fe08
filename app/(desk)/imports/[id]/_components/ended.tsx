import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { ImportButton } from '@/components/imports/import-button'
import { buttonClass } from '@/components/ui/button'
import type { ImportView } from '@/lib/imports/schema'
import { Counters } from './counters'
import { ErrorTable } from './row-tables'

/** What became of an import; it stays here to be read. */
export function Ended({ view }: { view: ImportView }) {
  const t = useTranslations('imports')
  const words = useWords()
  const { state, counts, fault, kind } = view
  return (
    <>
      {state === 'DONE' && <p className="mb-3 font-medium text-green">{t('result')}</p>}
      {state === 'CANCELLED' && <p className="mb-3">{t('cancelled')}</p>}
      {state === 'FAILED' && (
        <div className="mb-3 max-w-[80ch] rounded-lg bg-red-weak px-3 py-2">
          <h2 className="font-semibold">{t('failedTitle')}</h2>
          <p>{words(fault ?? 'imports.fault.gone')}</p>
        </div>
      )}
      {state === 'DONE' && counts && (
        <>
          <Counters counts={counts} names="done" />
          <ErrorTable view={view} />
        </>
      )}
      <div className="flex flex-wrap gap-2">
        <ImportButton kind={kind} />
        <Link href="/imports" className={buttonClass('ghost')}>
          {t('mine')}
        </Link>
      </div>
    </>
  )
}
