'use client'

import { useWords } from '@/components/form/use-words'
import { heard } from '@/lib/core/message'
import { useAct } from './use-card'

/** Why an action of the open dialog was not done; a lost session has a dialog of its own. */
export function DialogRefusal() {
  const words = useWords()
  const { refused } = useAct()
  if (!refused || refused.code === 'NOT_SIGNED_IN' || heard(refused.message).key === 'signIn.another')
    return null
  return (
    <p role="alert" className="mb-3 rounded-xl border-2 border-red bg-surface px-4 py-3 text-sm">
      {words(refused.message)}
    </p>
  )
}
