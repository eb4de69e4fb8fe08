'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { ImportButton } from '@/components/imports/import-button'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { formatDateTime } from '@/lib/core/format'
import type { ImportLine, ImportState } from '@/lib/imports/schema'

const columns = ['file', 'kind', 'state', 'created'] as const
const tones: Record<ImportState, BadgeTone> = {
  UPLOADED: 'work',
  COLUMNS: 'wait',
  CHECKING: 'work',
  CHECKED: 'wait',
  CONFIRMED: 'work',
  DONE: 'ok',
  FAILED: 'no',
  CANCELLED: 'outline',
}
const cell = 'border-t border-line px-2.5 py-2 text-left align-top font-normal'

/** «Мои загрузки». */
export function ImportList({
  lines,
  kinds,
  timeZone,
}: {
  lines: ImportLine[]
  kinds: string[]
  timeZone: string
}) {
  const t = useTranslations('imports')
  const common = useTranslations('common')
  return (
    <>
      <Breadcrumbs crumbs={[{ name: common('home'), href: '/' }, { name: t('title') }]} />
      <div className="px-4 pt-2 pb-8 lg:px-5">
        <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h1 tabIndex={-1} className="w-fit">
            {t('mine')}
          </h1>
          {kinds.map((kind) => (
            <ImportButton
              key={kind}
              kind={kind}
              label={t('openOf', { name: t(`kind.${kind}` as 'kind.services') })}
            />
          ))}
        </div>
        {lines.length === 0 ? (
          <p className="text-muted">{t('mineEmpty')}</p>
        ) : (
          <div className="overflow-x-auto rounded-xl border border-line bg-surface">
            <table className="w-full border-separate border-spacing-0 text-sm">
              <caption className="sr-only">{t('mine')}</caption>
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col" className="px-2.5 py-2 text-left font-semibold text-muted">
                      {t(`list.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {lines.map(({ id, kind, state, fileName, createdAt }) => (
                  <tr key={id}>
                    <th scope="row" className={cell}>
                      <Link href={`/imports/${id}`} className="break-all text-blue underline">
                        {fileName || t('title')}
                      </Link>
                    </th>
                    <td className={cell}>{t(`kind.${kind}` as 'kind.services')}</td>
                    <td className={cell}>
                      <Badge tone={tones[state]}>{t(`state.${state}`)}</Badge>
                    </td>
                    <td className={`${cell} whitespace-nowrap text-muted`}>
                      {formatDateTime(createdAt, timeZone)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </>
  )
}
