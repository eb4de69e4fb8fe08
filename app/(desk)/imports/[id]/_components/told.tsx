import { useTranslations } from 'use-intl'
import type { ImportView } from '@/lib/imports/schema'

const counted = ['otherSheets', 'formulas', 'merged', 'hiddenRows'] as const

/** What was understood of the file, and what is odd about it. */
export function Told({ view: { facts, total } }: { view: ImportView }) {
  const t = useTranslations('imports.told')
  const lines = [
    t('read', { rows: total }),
    facts.sheet && t('sheet', { sheet: facts.sheet }),
    facts.encoding && t('encoding', { encoding: facts.encoding }),
    facts.separator && t('separator', { separator: facts.separator }),
    ...counted.map((key) => {
      const count = facts[key]
      return count && t(key, { count })
    }),
    facts.hiddenColumns && t('hiddenColumns'),
  ]
  return <p className="mb-3 max-w-[90ch] text-sm text-muted">{lines.filter(Boolean).join(' ')}</p>
}
