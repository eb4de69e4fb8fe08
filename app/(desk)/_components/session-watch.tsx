'use client'

import dynamic from 'next/dynamic'
import { use } from 'react'
import { PersonContext } from '@/components/form/person-context'
import { useSessionEnd } from './use-session-end'

const SessionEnding = dynamic(() => import('./session-ending').then((file) => file.SessionEnding))

/** Two minutes before a session ends it is said; when nobody stays, the page is covered until they sign in again. */
export function SessionWatch() {
  const person = use(PersonContext)
  const { ending, stay } = useSessionEnd(person.signIn)
  return ending && <SessionEnding ending={ending} onStay={() => stay()} />
}
