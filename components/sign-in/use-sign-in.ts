'use client'

import { signIn } from 'next-auth/react'
import { useRef, useState } from 'react'

export type Failure = { message: string; zone: string; count: number }

/**
 * The one way a name and a password are handed over; a second press while the first is being done does nothing.
 * `refused`: how another way of signing in has ended.
 */
export function useSignIn(refused?: string) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(
    refused ? { message: refused, zone: 'UTC', count: 0 } : null,
  )
  const [asksCode, setAsksCode] = useState(false)
  const running = useRef(false)
  const rest = () => {
    running.current = false
    setBusy(false)
  }
  const fail = (message: string) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    setFailure((before) => ({ message, zone, count: (before?.count ?? 0) + 1 }))
    rest()
    const code = message.startsWith('signIn.code')
    setAsksCode(code)
    return code ? 'code' : false
  }
  /** True when it was done: the caller goes on from there, or takes a `rest`. `code`: the password is right, a one-time code is asked. */
  const enter = async (login: string, password: string, code = ''): Promise<boolean | 'code'> => {
    if (running.current) return false
    if (!login.trim() || !password) return fail('signIn.empty')
    running.current = true
    setBusy(true)
    const result = await signIn('credentials', {
      redirect: false,
      login: login.trim(),
      password,
      code,
    }).catch(() => undefined)
    return result?.ok && !result.error ? true : fail(result?.error ?? 'refusal.away')
  }
  return { enter, rest, busy, failure, asksCode, forget: () => setFailure(null) }
}
