'use client'

import { useTranslations } from 'use-intl'
import { diffWordsWithSpace } from 'diff'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import type { Difference } from '@/lib/directories/differences'
import type { DifferenceKind } from '@/lib/directories/schema'

const tones: Record<DifferenceKind, BadgeTone> = { added: 'ok', changed: 'wait', closed: 'no' }
const columns = ['kind', 'code', 'old', 'new', 'attributes'] as const
const cell = 'border-b border-line px-2.5 py-1.5 align-top max-lg:block max-lg:border-0 max-lg:py-0.5'

/** Each row that would be otherwise than it is. Under 1024 px a row becomes a block. */
export function DifferenceTable({ differences }: { differences: Difference[] }) {
  const t = useTranslations('directories')
  if (differences.length === 0) return null
  return (
    <table className="w-full border-separate border-spacing-0 rounded-xl border border-line bg-surface text-[13px] leading-[18px] max-lg:block">
      <caption className="sr-only">{t('differences')}</caption>
      <thead className="max-lg:sr-only">
        <tr>
          {columns.map((column) => (
            <th
              key={column}
              scope="col"
              className="border-b border-line px-2.5 py-2 text-left font-semibold whitespace-nowrap text-muted"
            >
              {t(`difference.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-lg:block lg:[&>tr:last-child>*]:border-0">
        {differences.map(({ kind, code, old, name, reopened, attributes }) => (
          <tr key={code} className="max-lg:block max-lg:border-b max-lg:border-line max-lg:py-2">
            <td className={`${cell} lg:w-36`}>
              <Badge tone={tones[kind]}>{t(reopened ? 'one.reopened' : `one.${kind}`)}</Badge>
            </td>
            <th scope="row" className={`${cell} text-left font-medium [overflow-wrap:anywhere] lg:min-w-52`}>
              {code}
            </th>
            <td className={`${cell} break-words ${kind === 'closed' ? '' : 'text-muted'}`}>
              <span className="lg:hidden">{t('difference.old')}: </span>
              {old ?? '—'}
            </td>
            <td className={`${cell} break-words`}>
              <span className="lg:hidden">{t('difference.new')}: </span>
              {kind === 'changed' ? <Marked old={old ?? ''} fresh={name ?? ''} /> : (name ?? '—')}
            </td>
            <td className={`${cell} break-words text-muted`}>
              {attributes.map((one) => (
                <span key={one.attribute} className="block">
                  {one.attribute}: {old === null ? one.new : <Marked old={one.old} fresh={one.new} />}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The new text with what was put in and what was taken out: by its form, and in words for who does not see it. */
function Marked({ old, fresh }: { old: string; fresh: string }) {
  const t = useTranslations('directories')
  if (old === fresh) return fresh
  return diffWordsWithSpace(old, fresh).map(({ value, added, removed }, at) => {
    if (!added && !removed) return value
    const Mark = added ? 'ins' : 'del'
    return (
      <Mark key={at} className={added ? 'bg-green-weak text-green' : 'bg-red-weak text-red'}>
        <span className="sr-only"> ({t(added ? 'added' : 'removed')}: </span>
        {value}
        <span className="sr-only">) </span>
      </Mark>
    )
  })
}
