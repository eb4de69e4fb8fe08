'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { justRegistered } from '@/components/application/just-registered'
import type { OpenForm } from '@/lib/applications/get-form'
import type { FormConflict } from '@/lib/applications/open-draft'
import { ApplicationForm } from '@/lib/applications/schema'
import type { ActionResult } from '@/lib/auth/define-action'
import { registerAction, saveDraftAction } from '../../actions'

const AUTOSAVE = 3000
const AGAIN = 5000

export type Problem =
  | { kind: 'signedOut' }
  | { kind: 'conflict'; theirs: FormConflict; mine: ApplicationForm; base: ApplicationForm | null }
  | { kind: 'refused'; message: string; applicationId?: string }
  | { kind: 'offline' }
type Refused = Extract<ActionResult<unknown>, { ok: false }>

/**
 * Keeps the form on the server: one request at a time, each with the version the last one gave. A draft is saved some
 * seconds after a change; the first save makes it, and the address becomes the draft's own.
 */
export function useSaving(open: OpenForm, form: UseFormReturn<ApplicationForm>) {
  const router = useRouter()
  const server = useRef({
    id: open.id,
    version: open.version,
    base: open.id ? open.form : null,
    key: open.idempotencyKey,
  })
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const registering = useRef(false)
  const changed = useRef(false)
  const [busy, setBusy] = useState<'draft' | 'register' | null>(null)
  const [savedAt, setSavedAt] = useState<Date | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  const ask = useCallback(
    <T>(
      what: 'draft' | 'register',
      call: (input: { form: ApplicationForm; idempotencyKey: string }) => Promise<ActionResult<T>>,
    ) => {
      const next = queue.current.then(async () => {
        setBusy(what)
        const values = structuredClone(form.getValues())
        const { id, version, key } = server.current
        const input = { form: values, idempotencyKey: key, ...(id && { id, version }) }
        const result = await call(input).catch(() => null)
        if (what === 'draft' || !result?.ok) setBusy(null)
        return { result, values }
      })
      queue.current = next
      return next
    },
    [form],
  )

  const refuse = useCallback((refused: Refused | null, mine: ApplicationForm) => {
    if (!refused) return setProblem({ kind: 'offline' })
    if (refused.code === 'NOT_SIGNED_IN') return setProblem({ kind: 'signedOut' })
    const theirs = refused.data as (Partial<FormConflict> & { id?: string }) | undefined
    if (refused.code === 'CONFLICT' && theirs?.form) {
      const whole = { ...theirs, form: ApplicationForm.parse(theirs.form) } as FormConflict
      return setProblem({ kind: 'conflict', theirs: whole, mine, base: server.current.base })
    }
    setProblem({ kind: 'refused', message: refused.message, applicationId: theirs?.id })
  }, [])

  const saveDraft = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current)
    if (open.stage !== 'draft') return false
    changed.current = false
    const { result, values } = await ask('draft', saveDraftAction)
    if (!result?.ok) {
      changed.current = true
      refuse(result, values)
      return false
    }
    const made = !server.current.id
    Object.assign(server.current, { id: result.data.id, version: result.data.version, base: values })
    setSavedAt(new Date(result.data.savedAt))
    setProblem(null)
    // Only the address changes: the field that has the focus keeps it.
    if (made) window.history.replaceState(null, '', `/applications/${result.data.id}/edit`)
    return true
  }, [ask, open.stage, refuse])

  const register = useCallback(async (): Promise<Record<string, string>> => {
    if (registering.current) return {}
    registering.current = true
    clearTimeout(timer.current)
    const { result, values } = await ask('register', registerAction)
    if (result?.ok) {
      justRegistered(result.data.id)
      router.push(`/applications/${result.data.id}`)
      return {}
    }
    registering.current = false
    const errors = result?.fieldErrors ?? {}
    if (Object.keys(errors).length === 0) refuse(result, values)
    return errors
  }, [ask, refuse, router])

  useEffect(() => {
    if (open.stage !== 'draft') return
    const later = () => {
      changed.current = true
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void saveDraft(), AUTOSAVE)
    }
    const now = () => void (changed.current && !registering.current && saveDraft())
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
    if (problem?.kind !== 'offline') return
    const again = setInterval(() => void saveDraft(), AGAIN)
    return () => clearInterval(again)
  }, [problem, saveDraft])

  /** Goes on from the version of the other clerk with what was chosen. */
  const settle = (theirs: FormConflict, chosen: ApplicationForm) => {
    Object.assign(server.current, { version: theirs.version, base: theirs.form })
    form.reset(chosen)
    setProblem(null)
  }
  return { saveDraft, register, settle, busy, savedAt, problem, clearProblem: () => setProblem(null) }
}
