'use client'

import { useTranslations } from 'use-intl'
import { SenderNote } from '@/components/directories/sender-note'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { RefreshTrouble } from '@/components/layout/refresh-trouble'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { DirectoryTable } from './directory-table'
import { useDirectories, type Page } from './use-directories'

export function DirectoriesScreen({ page: first, timeZone }: { page: Page; timeZone: string }) {
  const t = useTranslations('directories')
  const common = useTranslations('common')
  const { page, busy, problem, request, cancel, trouble } = useDirectories(first)
  const stale = page.rows.filter((row) => row.stale)
  const idle = page.rows.filter(({ reading }) => reading?.state !== 'REQUESTED' && reading?.state !== 'ASKED')
  return (
    <>
      <Breadcrumbs crumbs={[{ name: common('home'), href: '/' }, { name: t('title') }]} />
      <RefreshTrouble
        trouble={trouble}
        at={new Date(page.at).toISOString()}
        timeZone={timeZone}
        next="/directories"
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h1 tabIndex={-1} className="w-fit">
            {t('title')}
          </h1>
          {page.direct && (
            <Button
              look="primary"
              busy={busy || idle.length === 0}
              onClick={() => void request(idle.map(({ directory }) => directory))}
            >
              <Icon name="loop" />
              {t('requestAll')}
            </Button>
          )}
        </div>
        <SenderNote problem={page.sender} />
        {!page.direct && <Note>{t('onlyDirect')}</Note>}
        {stale.length > 0 && (
          <Note>{t('staleNote', { names: stale.map((row) => t(`name.${row.directory}`)).join(', ') })}</Note>
        )}
        <p role="alert" className={problem ? 'mb-3 text-sm text-red' : 'sr-only'}>
          {problem}
        </p>
        <DirectoryTable
          rows={page.rows}
          direct={page.direct}
          busy={busy}
          timeZone={timeZone}
          onRequest={(directory) => void request([directory])}
          onCancel={(importId) => void cancel(importId)}
        />
        <p className="mt-3 max-w-[90ch] text-sm text-muted">{t('hint')}</p>
      </div>
    </>
  )
}

const Note = ({ children }: { children: string }) => (
  <p className="mb-3 flex items-start gap-2 rounded-lg bg-amber-weak px-3 py-2 text-sm">
    <span className="mt-0.5 text-amber">
      <Icon name="warn" />
    </span>
    {children}
  </p>
)
