'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useAgain, type Refused } from './person-context'
import { useWords } from './use-words'

/** What an action answers with, as far as a screen needs it. */
export type Answer<T> = { ok: true; data: T } | Refused

/** One act of a card: once at a time, its refusal told, the card and the list read anew. */
export function useAct() {
  const words = useWords()
  const router = useRouter()
  const queries = useQueryClient()
  const again = useAgain()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const act = async <T>(work: () => Promise<Answer<T>>): Promise<T | null> => {
    setBusy(true)
    const answer = await again(work).catch(() => null)
    setBusy(false)
    setProblem(answer?.ok ? '' : words(answer?.message ?? 'refusal.away'))
    if (!answer?.ok) return null
    router.refresh()
    void queries.invalidateQueries()
    return answer.data
  }
  return { busy, problem, act }
}
