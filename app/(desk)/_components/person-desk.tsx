'use client'

import dynamic from 'next/dynamic'
import { useMemo, useRef, useState, type ReactNode } from 'react'
import { PersonContext, type Question } from '@/components/form/person-context'
import { SessionWatch } from './session-watch'

const PersonDialogs = dynamic(() => import('./person-dialogs').then((file) => file.PersonDialogs))

/** The questions to the person at the desk, one at a time, over whatever page is open. */
export function PersonDesk({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null)
  const waiting = useRef<(done: boolean) => void>(undefined)
  const close = (done: boolean) => {
    setQuestion(null)
    waiting.current?.(done)
    waiting.current = undefined
  }
  const person = useMemo(() => {
    const ask = (next: Question) =>
      new Promise<boolean>((answer) => {
        waiting.current?.(false)
        waiting.current = answer
        setQuestion(next)
      })
    return {
      prove: (code: boolean) => ask({ kind: 'prove', code }),
      signIn: () => ask({ kind: 'signIn' }),
    }
  }, [])
  return (
    <PersonContext value={person}>
      {children}
      <SessionWatch />
      {question && <PersonDialogs question={question} onEnd={close} />}
    </PersonContext>
  )
}
