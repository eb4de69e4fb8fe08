'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { justRegistered } from '@/components/application/just-registered'
import type { OpenForm } from '@/lib/applications/get-form'
import type { FormConflict } from '@/lib/applications/open-draft'
import { ApplicationForm } from '@/lib/applications/schema'
import { heard } from '@/lib/core/message'
import type { ActionResult } from '@/lib/auth/define-action'
import { useWho } from '../../../who'
import { registerAction, saveDraftAction } from '../../actions'

const AUTOSAVE = 3000
const AGAIN = 5000

type During = 'draft' | 'register'
/** `offline` passes by itself: a draft is saved again without a press. */
export type Problem =
  | { kind: 'signedOut'; during: During; other: string | null }
  | { kind: 'conflict'; theirs: FormConflict; mine: ApplicationForm; base: ApplicationForm | null }
  | { kind: 'refused'; during: During; message: string; applicationId?: string }
  | { kind: 'offline'; during: During; message?: string }
/** A draft that saves itself meanwhile does not make one forget that the form was being passed on. */
const signedOut =
  (during: During, other: string | null) =>
  (before: Problem | null): Problem => ({
    kind: 'signedOut',
    during: isAsked(before) ? 'register' : during,
    other,
  })
const isAsked = (problem: Problem | null) => problem?.kind === 'signedOut' && problem.during === 'register'
const notPassedYet: Problem = { kind: 'refused', during: 'register', message: 'form.notPassedYet' }
type Refused = Extract<ActionResult<unknown>, { ok: false }>

/**
 * Keeps the form on the server: one request at a time, each with the version the last one gave. A draft is saved some
 * seconds after a change; the first save makes it, and the address becomes the draft's own.
 */
export function useSaving(open: OpenForm, form: UseFormReturn<ApplicationForm>) {
  const router = useRouter()
  const who = useWho()
  const server = useRef({
    id: open.id,
    version: open.version,
    base: open.id ? open.form : null,
    key: open.idempotencyKey,
    as: who.login,
  })
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const registering = useRef(false)
  const changed = useRef(false)
  /** A press on «Сохранить и передать» came to nothing, and there was no other since. */
  const owed = useRef(false)
  const left = useRef(false)
  const [busy, setBusy] = useState<During | null>(null)
  const [savedAt, setSavedAt] = useState<Date | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  const ask = useCallback(
    <T>(
      what: During,
      call: (input: {
        form: ApplicationForm
        idempotencyKey: string
        as: string
      }) => Promise<ActionResult<T>>,
    ) => {
      const next = queue.current.then(async () => {
        setBusy(what)
        const values = structuredClone(form.getValues())
        const { id, version, key, as } = server.current
        const input = { form: values, idempotencyKey: key, as, ...(id && { id, version }) }
        const result = await call(input).catch(() => null)
        if (what === 'draft' || !result?.ok) setBusy(null)
        return { result, values }
      })
      queue.current = next
      return next
    },
    [form],
  )

  const refuse = useCallback((refused: Refused | null, mine: ApplicationForm, during: During) => {
    if (during === 'register') owed.current = true
    if (!refused || refused.code === 'UNAVAILABLE' || refused.code === 'LIMIT')
      return setProblem((before) =>
        during === 'draft' && isAsked(before)
          ? before
          : { kind: 'offline', during, message: refused?.message },
      )
    if (refused.code === 'NOT_SIGNED_IN') return setProblem(signedOut(during, null))
    const { key, values } = heard(refused.message)
    if (key === 'signIn.another') return setProblem(signedOut(during, String(values.login)))
    const theirs = refused.data as (Partial<FormConflict> & { id?: string }) | undefined
    if (refused.code === 'CONFLICT' && theirs?.form) {
      const whole = { ...theirs, form: ApplicationForm.parse(theirs.form) } as FormConflict
      return setProblem({ kind: 'conflict', theirs: whole, mine, base: server.current.base })
    }
    setProblem({ kind: 'refused', during, message: refused.message, applicationId: theirs?.id })
  }, [])

  const saveDraft = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current)
    if (open.stage !== 'draft' || registering.current) return false
    changed.current = false
    const { result, values } = await ask('draft', saveDraftAction)
    if (!result?.ok) {
      changed.current = true
      refuse(result, values, 'draft')
      return false
    }
    const made = !server.current.id
    Object.assign(server.current, { id: result.data.id, version: result.data.version, base: values })
    setSavedAt(new Date(result.data.savedAt))
    setProblem((before) => {
      if (!owed.current) return null
      // Who signs in again goes on with the press by that dialog: it stays though the session may already be there.
      const stays = before && before.kind !== 'offline' && 'during' in before && before.during === 'register'
      return stays ? before : notPassedYet
    })
    // Only the address changes: the field that has the focus keeps it.
    if (made && !left.current) window.history.replaceState(null, '', `/applications/${result.data.id}/edit`)
    return true
  }, [ask, open.stage, refuse])

  const register = useCallback(async (): Promise<Record<string, string>> => {
    if (registering.current) return {}
    registering.current = true
    owed.current = false
    clearTimeout(timer.current)
    setProblem(null)
    const { result, values } = await ask('register', registerAction)
    if (result?.ok) {
      justRegistered(result.data.id)
      if (!left.current) router.replace(`/applications/${result.data.id}`)
      return {}
    }
    registering.current = false
    if (changed.current) timer.current = setTimeout(() => void saveDraft(), AUTOSAVE)
    const errors = result?.fieldErrors ?? {}
    if (Object.keys(errors).length === 0) refuse(result, values, 'register')
    return errors
  }, [ask, refuse, router, saveDraft])

  useEffect(() => {
    left.current = false
    // Back to a form that has become a draft since: what was typed is the server's to show, the empty form is not it.
    if (!open.id && !window.location.pathname.endsWith('/new')) window.location.reload()
    return () => void (left.current = true)
  }, [open.id])

  useEffect(() => {
    if (open.stage !== 'draft') return
    const later = () => {
      changed.current = true
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void saveDraft(), AUTOSAVE)
    }
    const now = () => void (changed.current && saveDraft())
    const hidden = () => document.visibilityState === 'hidden' && now()
    const stop = form.subscribe({ formState: { values: true }, callback: later })
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', now)
    return () => {
      stop()
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', now)
      clearTimeout(timer.current)
      now()
    }
  }, [form, open.stage, saveDraft])

  // A lost connection or session mends itself: the draft is tried again without a press.
  useEffect(() => {
    if (problem?.kind !== 'offline' || open.stage !== 'draft') return
    const again = setInterval(() => void saveDraft(), AGAIN)
    return () => clearInterval(again)
  }, [open.stage, problem, saveDraft])

  /** Goes on from the version of the other clerk with what was chosen. */
  const settle = (theirs: FormConflict, chosen: ApplicationForm) => {
    Object.assign(server.current, { version: theirs.version, base: theirs.form })
    form.reset(chosen)
    setProblem(null)
  }
  /** Signed in again: what is saved from now on is saved under this login. */
  const goOnAs = (login: string) => {
    server.current.as = login
    setProblem(null)
  }
  /** Whoever closes what asks to sign in again is told what has become of the press, where the draft is on the server. */
  const clearProblem = () => {
    const isKept = open.stage === 'draft' && server.current.id !== undefined && !changed.current
    setProblem((before) => (isAsked(before) && isKept ? notPassedYet : null))
  }
  return {
    saveDraft,
    register,
    settle,
    goOnAs,
    busy,
    savedAt,
    problem,
    clearProblem,
  }
}
