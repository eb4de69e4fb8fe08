'use client'

import { useTranslations } from 'use-intl'
import { SenderNote } from '@/components/directories/sender-note'
import { RefreshTrouble } from '@/components/layout/refresh-trouble'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { DirectoriesFrame } from './directories-frame'
import { DirectoryTable } from './directory-table'
import { useDirectories, type Page } from './use-directories'

type Props = { page: Page; services: string; timeZone: string }

export function DirectoriesScreen({ page: first, services, timeZone }: Props) {
  const t = useTranslations('directories')
  const { page, busy, problem, tellProblem, request, cancel, trouble } = useDirectories(first)
  const stale = page.rows.filter((row) => row.stale)
  const idle = page.rows.filter(({ reading }) => reading?.state !== 'REQUESTED' && reading?.state !== 'ASKED')
  return (
    <DirectoriesFrame
      services={services}
      buttons={
        page.direct && (
          <Button
            look="primary"
            busy={busy || idle.length === 0}
            onClick={() => void request(idle.map(({ directory }) => directory))}
          >
            <Icon name="loop" />
            {t('requestAll')}
          </Button>
        )
      }
      notes={
        <>
          <RefreshTrouble
            trouble={trouble}
            at={new Date(page.at).toISOString()}
            timeZone={timeZone}
            next="/directories"
          />
          <SenderNote problem={page.sender} />
          {!page.direct && <Note>{t('onlyDirect')}</Note>}
          {stale.length > 0 && (
            <Note>
              {t('staleNote', { names: stale.map((row) => t(`name.${row.directory}`)).join(', ') })}
            </Note>
          )}
          <p role="alert" className={problem ? 'mb-3 text-sm text-red' : 'sr-only'}>
            {problem}
          </p>
        </>
      }
    >
      {(fits) => {
        const rows = page.rows.filter(({ directory }) => fits(`${t(`name.${directory}`)} ${directory}`))
        if (rows.length === 0) return null
        return (
          <>
            <DirectoryTable
              rows={rows}
              direct={page.direct}
              busy={busy}
              timeZone={timeZone}
              onRequest={(directory) => void request([directory])}
              onCancel={(importId) => void cancel(importId)}
              onProblem={tellProblem}
            />
            <p className="mt-3 max-w-[90ch] text-sm text-muted">{t('hint')}</p>
          </>
        )
      }}
    </DirectoriesFrame>
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
