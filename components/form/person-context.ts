'use client'

import { createContext, use } from 'react'

type Person = {
  /** Asks for the password again over the page (`code`: and for a one-time code); false: they would not. */
  prove: (code: boolean) => Promise<boolean>
  /** The session has ended: one signs in over the page; false: they would not. */
  signIn: () => Promise<boolean>
}

export type Question = { kind: 'prove'; code: boolean } | { kind: 'signIn' }

/** What only the person at the desk can do: show who they are. Every screen stays as it is meanwhile. */
export const PersonContext = createContext<Person>({ prove: async () => false, signIn: async () => false })

export type Refused = { ok: false; code: string; message: string; data?: unknown }

/**
 * An act that may need its person: when the server asks who it is, they are asked over the page and the act goes on by
 * itself. Whoever closes the question gets the refusal told.
 */
export function useAgain(): <T extends { ok: true } | Refused>(work: () => Promise<T>) => Promise<T> {
  const person = use(PersonContext)
  return async (work) => {
    for (let fresh = false; ; fresh = true) {
      const answer = await work()
      if (answer.ok) return answer
      if (answer.code === 'UNPROVEN' && (await person.prove(asksCode(answer.data)))) continue
      // Another tab may have proved itself meanwhile: the cookie is a new one by now.
      if (answer.code === 'NOT_SIGNED_IN' && (!fresh || (await person.signIn()))) continue
      return answer
    }
  }
}

const asksCode = (data: unknown) => Boolean((data as { code?: boolean } | undefined)?.code)
