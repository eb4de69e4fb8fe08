'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgain, type Refused } from '@/components/form/person-context'
import { useWords } from '@/components/form/use-words'
import { isWorking, type ImportView } from '@/lib/imports/schema'
import { fetchJson, isSignedOut } from '../../../fetch-json'
import { cancelImportAction, chooseColumnsAction, confirmImportAction } from '../../actions'

type Answer = { ok: true } | Refused
const EVERY = 1000

/** An import, asked for again each second while the worker has it, and what a person does with it. */
export function useImport(first: ImportView) {
  const words = useWords()
  const again = useAgain()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const found = useQuery<ImportView>({
    queryKey: ['import', first.id],
    queryFn: ({ signal }) => fetchJson<ImportView>(`/api/imports/${first.id}`, signal),
    initialData: first,
    refetchInterval: ({ state }) =>
      isSignedOut(state.error) || !isWorking((state.data ?? first).state) ? false : EVERY,
  })
  const done = async (work: () => Promise<Answer>) => {
    if (busy) return
    setBusy(true)
    const answer = await again(work).catch(() => null)
    setProblem(answer?.ok ? '' : words(answer?.message ?? 'refusal.away'))
    await found.refetch()
    setBusy(false)
  }
  const importId = first.id
  return {
    view: found.data,
    at: found.dataUpdatedAt,
    busy,
    problem,
    choose: (mapping: ImportView['mapping']) => done(() => chooseColumnsAction({ importId, mapping })),
    confirm: () => done(() => confirmImportAction({ importId })),
    cancel: () => done(() => cancelImportAction({ importId })),
    trouble: found.error ? (isSignedOut(found.error) ? ('signedOut' as const) : ('stale' as const)) : null,
  }
}
