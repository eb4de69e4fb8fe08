'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { buttonClass } from '@/components/ui/button'
import { formatDateTime } from '@/lib/core/format'
import type { Preview } from '@/lib/directories/preview-import'
import { differenceKinds, type DifferenceKind } from '@/lib/directories/schema'
import { useOrigin } from '../../_components/use-origin'
import { Consequences } from './consequences'
import { Decide } from './decide'
import { DifferenceTable } from './difference-table'

type Props = { preview: Preview; kind: DifferenceKind | null; timeZone: string }

/** What applying what was read would change; nothing is changed before the green button. */
export function PreviewScreen({ preview, kind, timeZone }: Props) {
  const t = useTranslations('directories')
  const common = useTranslations('common')
  const { directory, found, receivedAt, state } = preview
  const origin = useOrigin()
  const name = t.has(`name.${directory}`) ? t(`name.${directory}`) : String(directory)
  const facts = [
    origin(preview),
    receivedAt && t('receivedAt', { time: formatDateTime(receivedAt, timeZone) }),
  ]
  return (
    <>
      <Breadcrumbs
        crumbs={[
          { name: common('home'), href: '/' },
          { name: t('title'), href: '/directories' },
          { name: t('differences') },
        ]}
      />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <h1 tabIndex={-1} className="w-fit">
          {t('differencesOf', { name })}
        </h1>
        <p className="mb-3 text-sm text-muted">
          {t('esnsi', { number: directory })} · {facts.filter(Boolean).join(' · ')}
        </p>
        {found ? (
          <>
            <Consequences consequences={found.consequences} sender={found.sender} directory={directory} />
            <Decide preview={preview} counts={found.counts} timeZone={timeZone} />
            <Kinds importId={preview.importId} kind={kind} counts={found.counts} />
            <DifferenceTable differences={found.differences} />
            {found.more > 0 && <p className="mt-3 text-sm text-muted">{t('more', { count: found.more })}</p>}
          </>
        ) : (
          <>
            <p className="mb-3 max-w-[70ch]">{t(`undecided.${state}`)}</p>
            <Link href="/directories" className={buttonClass()}>
              {t('back')}
            </Link>
          </>
        )}
      </div>
    </>
  )
}

type KindsProps = {
  importId: string
  kind: DifferenceKind | null
  counts: NonNullable<Preview['found']>['counts']
}

function Kinds({ importId, kind, counts }: KindsProps) {
  const t = useTranslations('directories')
  const all = differenceKinds.reduce((sum, one) => sum + counts[one], 0)
  return (
    <nav aria-label={t('kinds')} className="mb-3">
      <ul className="flex flex-wrap gap-1">
        {[null, ...differenceKinds].map((one) => (
          <li key={one ?? 'all'}>
            <Link
              href={`/directories/${importId}${one ? `?kind=${one}` : ''}`}
              prefetch={false}
              scroll={false}
              aria-current={one === kind ? 'true' : undefined}
              className={`block rounded-md px-2.5 py-1 text-[13px] leading-[18px] whitespace-nowrap hover:bg-surface ${one === kind ? 'bg-blue-weak font-semibold text-blue forced-colors:outline-2' : 'text-muted'}`}
            >
              {one ? t(`kind.${one}`) : t('kind.all')} {one ? counts[one] : all}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
