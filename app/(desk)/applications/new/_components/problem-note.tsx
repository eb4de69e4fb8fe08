'use client'

import Link from 'next/link'
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import type { Problem } from './use-saving'

/** What was refused as a whole, or that the server is away: said over the form, which stays as it is. */
export function ProblemNote({ problem, draft }: { problem: Problem | null; draft: boolean }) {
  const t = useTranslations('form')
  const words = useWords()
  const note = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem && 'during' in problem && problem.during === 'register')
      note.current?.scrollIntoView({ block: 'nearest' })
  }, [problem])
  if (problem?.kind !== 'refused' && problem?.kind !== 'offline') return null
  const message = problem.message ?? (draft ? 'form.offlineDraft' : 'form.offline')
  return (
    <div
      ref={note}
      role="alert"
      className="mb-3.5 scroll-my-28 rounded-xl border-2 border-red bg-surface px-4 py-3 text-sm"
    >
      {words(message)}{' '}
      {problem.kind === 'refused' && problem.applicationId && (
        <Link href={`/applications/${problem.applicationId}`} className="text-blue underline">
          {t('openCard')}
        </Link>
      )}
    </div>
  )
}
