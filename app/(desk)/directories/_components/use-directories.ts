'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgain, type Refused } from '@/components/form/person-context'
import { useWords } from '@/components/form/use-words'
import type { DirectoriesPage, DirectoryState } from '@/lib/directories/list-directories'
import type { DirectoryNumber } from '@/lib/directories/schema'
import { fetchJson, isSignedOut, refetchInterval } from '../../fetch-json'
import { cancelImportAction, requestImportsAction } from '../actions'

type Wired<T> = T extends Date ? Date | string : T extends object ? { [K in keyof T]: Wired<T[K]> } : T
/** The first paint carries dates, a refresh the same moments as text. */
export type Page = Wired<DirectoriesPage>
export type Row = Wired<DirectoryState>

/** «Справочники», kept true every three seconds, and what is done there. */
export function useDirectories(first: Page) {
  const words = useWords()
  const again = useAgain()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const found = useQuery<Page>({
    queryKey: ['directories'],
    queryFn: ({ signal }) => fetchJson<Page>('/api/directories', signal),
    initialData: first,
    initialDataUpdatedAt: new Date(first.at).getTime(),
    refetchInterval,
  })
  const done = async (work: () => Promise<{ ok: true } | Refused>) => {
    if (busy) return
    setBusy(true)
    const answer = await again(work).catch(() => null)
    setProblem(answer?.ok ? '' : words(answer?.message ?? 'refusal.away'))
    await found.refetch()
    setBusy(false)
  }
  return {
    page: found.data,
    busy,
    problem,
    tellProblem: setProblem,
    request: (directories: DirectoryNumber[]) => done(() => requestImportsAction({ directories })),
    cancel: (importId: string) => done(() => cancelImportAction({ importId })),
    trouble: found.error ? (isSignedOut(found.error) ? ('signedOut' as const) : ('stale' as const)) : null,
  }
}
