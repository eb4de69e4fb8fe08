'use client'

import { activityHeader } from '../../../activity'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use, useState } from 'react'
import { toQuery } from '@/lib/applications/filter-values'
import type { CardStep } from '@/lib/applications/card-steps'
import type { Card } from '@/lib/applications/get-application'
import type { ActionResult } from '@/lib/auth/define-action'

const underWay = ['queued', 'sending', 'sent', 'retry', 'noAnswer', 'held', 'takeBack']
const QUICK = 1000
const CALM = 5000

/** What an address carries when the application is a subordinate organisation's. */
export const whose = ({ overseen }: Card): string => toQuery({ organisation: overseen?.id })

export const isUnderWay = (card: Card): boolean =>
  card.steps.some((step) => underWay.includes(step.delivery.view))

/** The card of the first paint or the one kept, whichever is newer, kept up to date: each second while a message is on its way, else each five. */
export function useCard(initial: Card) {
  const client = useQueryClient()
  const key = ['application', initial.id]
  useState(() => {
    const kept = client.getQueryData<Card>(key)
    if (kept && kept.at < initial.at) client.setQueryData(key, initial)
  })
  const query = useQuery<Card>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/applications/${initial.id}${whose(initial)}`, {
        signal,
        headers: activityHeader(),
      })
      if (!response.ok) throw new Error(String(response.status))
      return (await response.json()) as Card
    },
    initialData: initial,
    retry: false,
    refetchOnMount: 'always', // the page may be one that the browser kept for Back
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? QUICK : CALM),
  })
  const card = query.data
  return {
    card,
    stale: query.isError ? query.dataUpdatedAt : null,
    refresh: () => client.invalidateQueries({ queryKey: key }),
    /** The server's present moment: that of the data and the time since they came. */
    now: () => new Date(Date.parse(card.at) + Date.now() - query.dataUpdatedAt),
  }
}

type Refused = Extract<ActionResult<unknown>, { ok: false }>
export type Act = {
  card: Card
  timeZone: string
  busy: string | null
  /** Runs an action of the card; a refusal is told over it, a lost session asks to sign in. True when it was done. */
  run: <T>(name: string, call: () => Promise<ActionResult<T>>) => Promise<T | null>
  ask: (dialog: CardDialog | null) => void
  refused: Refused | null
  /** Whose work it is: sent along with what is saved. */
  as: string
  refresh: () => Promise<void>
  now: () => Date
}
export type CardDialog =
  | { kind: 'status'; insteadOf?: CardStep }
  | { kind: 'skip' | 'continue' | 'impossible' | 'xml'; step: CardStep }
  | { kind: 'citizen' }

export const CardContext = createContext<Act | null>(null)

export function useAct(): Act {
  const act = use(CardContext)
  if (!act) throw new Error('outside of a card')
  return act
}

/** One action at a time: a second press while the first is being done does nothing (S15). */
export function useRun(refresh: () => Promise<void>) {
  const [busy, setBusy] = useState<string | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const run: Act['run'] = async (name, call) => {
    if (busy) return null
    setBusy(name)
    setRefused(null)
    const result = await call().catch(() => null)
    if (result?.ok || result?.code === 'CONFLICT') await refresh()
    if (!result?.ok)
      setRefused(result ?? { ok: false, code: 'UNEXPECTED', message: 'form.offline', fieldErrors: {} })
    setBusy(null)
    return result?.ok ? result.data : null
  }
  return { busy, run, refused, clearRefused: () => setRefused(null) }
}
