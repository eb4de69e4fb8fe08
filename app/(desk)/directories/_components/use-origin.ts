import { useTranslations } from 'use-intl'
import { formatDate } from '@/lib/core/format'

type Origin = { fileName: string | null; revision: number | null; revisionDate: Date | string | null }

/** What rows come of, in words: a file or a revision of ЕСНСИ. */
export function useOrigin(): (origin: Origin) => string {
  const t = useTranslations('directories')
  return ({ fileName, revision, revisionDate }) =>
    fileName === null
      ? t('revision', { revision: revision ?? 0, date: revisionDate ? formatDate(revisionDate, 'UTC') : '—' })
      : t('fromFile', { name: fileName })
}
