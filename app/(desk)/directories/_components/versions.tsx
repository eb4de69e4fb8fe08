'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { Button } from '@/components/ui/button'
import { formatDateTime } from '@/lib/core/format'
import type { Version } from '@/lib/directories/list-versions'
import type { DirectoryNumber } from '@/lib/directories/schema'
import { returnVersionAction } from '../actions'
import { useOrigin } from './use-origin'

type Props = { directory: DirectoryNumber; versions: Version[]; timeZone: string }

/** «Версии»: what was applied and when; an earlier one comes back by way of the same differences. */
export function Versions({ directory, versions, timeZone }: Props) {
  const t = useTranslations('directories')
  const common = useTranslations('common')
  const words = useWords()
  const origin = useOrigin()
  const router = useRouter()
  const [problem, setProblem] = useState('')
  const bringBack = async (importId: string) => {
    const answer = await returnVersionAction({ importId }).catch(() => null)
    if (answer?.ok) return router.push(`/directories/${answer.data.importId}`)
    setProblem(words(answer?.message ?? 'refusal.away'))
  }
  const title = t('versionsOf', { name: t(`name.${directory}`) })
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: common('home'), href: '/' },
          { name: t('title'), href: '/directories' },
          { name: t('versions') },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 tabIndex={-1} className="mb-3 w-fit">
          {title}
        </h1>
        <p role="alert" className={problem ? 'mb-3 text-sm text-red' : 'sr-only'}>
          {problem}
        </p>
        {versions.length === 0 && <p>{t('noVersions')}</p>}
        <ol className="grid max-w-[760px] gap-2">
          {versions.map((version, index) => (
            <li
              key={version.id}
              className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 rounded-xl border border-line bg-surface px-3 py-1.5 text-sm"
            >
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {formatDateTime(version.at, timeZone)} · {origin(version)} ·{' '}
                {t('rowsOf', { count: version.rows })}
              </span>
              {index === 0 ? (
                <span className="text-muted">{t('current')}</span>
              ) : (
                version.rows > 0 && (
                  <Button className="ml-auto" onClick={() => void bringBack(version.id)}>
                    {t('bringBack')}
                  </Button>
                )
              )}
            </li>
          ))}
        </ol>
      </div>
    </>
  )
}
