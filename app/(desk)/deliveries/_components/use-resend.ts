'use client'

import { useState } from 'react'
import { useWords } from '@/components/form/use-words'
import type { Resent } from '@/lib/delivery/resend-deliveries'
import type { ResendDeliveries } from '@/lib/delivery/schema'
import { resendDeliveriesAction } from '../actions'

export type Told = { result: Resent } | { problem: string }

/** Sends again; while one press is being done another does nothing. What may not go stays chosen. */
export function useResend(onDone: () => Promise<void>) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const words = useWords()
  const [told, setTold] = useState<Told | null>(null)
  const resend = async (what: ResendDeliveries) => {
    if (busy) return
    setBusy(true)
    const answer = await resendDeliveriesAction(what).catch(() => null)
    if (answer?.ok) {
      setTold({ result: answer.data })
      setPicked(new Set(answer.data.refused.map(({ id }) => id)))
      await onDone()
    } else setTold({ problem: words(answer?.message ?? 'refusal.away') })
    setBusy(false)
    requestAnimationFrame(keepFocus)
  }
  return { picked, setPicked, busy, told, resend }
}

/** The button that was pressed may have left with its row: the focus then goes to the page's heading. */
function keepFocus(): void {
  if (document.activeElement === document.body) document.querySelector('h1')?.focus()
}
