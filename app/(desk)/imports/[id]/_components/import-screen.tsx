'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { RefreshTrouble } from '@/components/layout/refresh-trouble'
import { Button } from '@/components/ui/button'
import { isWorking, type ImportView } from '@/lib/imports/schema'
import { CheckedStep } from './checked-step'
import { ColumnsStep } from './columns-step'
import { Ended } from './ended'
import { Steps } from './steps'
import { Told } from './told'
import { useImport } from './use-import'
import { Working } from './working'

/** One import in four steps; where it stands is what the server says, and a tab closed meanwhile loses nothing. */
export function ImportScreen({
  view: first,
  at,
  timeZone,
}: {
  view: ImportView
  at: string
  timeZone: string
}) {
  const t = useTranslations('imports')
  const common = useTranslations('common')
  const { view, busy, problem, choose, confirm, cancel, trouble } = useImport(first)
  const [again, setAgain] = useState(false)
  const { state } = view
  const columns = state === 'COLUMNS' || (state === 'CHECKED' && again)
  const ended = state === 'DONE' || state === 'FAILED' || state === 'CANCELLED'
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: common('home'), href: '/' },
          { name: t('title'), href: '/imports' },
          { name: t(`kind.${view.kind}` as 'kind.services') },
        ]}
      />
      <RefreshTrouble trouble={trouble} at={at} timeZone={timeZone} next={`/imports/${view.id}`} />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 tabIndex={-1} className="w-fit">
          {t('title')}
        </h1>
        <p className="mb-3 text-sm break-all text-muted">{view.fileName}</p>
        <Steps state={columns ? 'COLUMNS' : state} />
        <p role="alert" className={problem ? 'mb-3 text-sm text-red' : 'sr-only'}>
          {problem}
        </p>
        <div role="status" className={isWorking(state) ? '' : 'sr-only'}>
          {isWorking(state) ? <Working view={view} /> : t(`state.${state}`)}
        </div>
        {(columns || state === 'CHECKED') && <Told view={view} />}
        {columns && (
          <ColumnsStep
            key={view.id}
            view={view}
            busy={busy}
            onChoose={(mapping) => {
              setAgain(false)
              void choose(mapping)
            }}
          />
        )}
        {state === 'CHECKED' && !columns && (
          <CheckedStep
            view={view}
            busy={busy}
            onConfirm={() => void confirm()}
            onColumns={() => setAgain(true)}
          />
        )}
        {ended && <Ended view={view} />}
        {!ended && (
          <p className="mt-4">
            <Button look="danger" busy={busy} onClick={() => void cancel()}>
              {t('cancel')}
            </Button>
          </p>
        )}
      </div>
    </>
  )
}
