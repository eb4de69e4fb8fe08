'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useRef, useState } from 'react'
import {
  useForm,
  type DefaultValues,
  type FieldErrors,
  type FieldValues,
  type Path,
  type Resolver,
} from 'react-hook-form'
import type { z } from 'zod'
import { useAgain } from './person-context'
import { useWords } from './use-words'

type Answer<T> =
  | { ok: true; data: T }
  | { ok: false; code: string; message: string; fieldErrors: Record<string, string>; data?: unknown }

type Sheet<Form extends FieldValues, T> = {
  /** Of the fields' ids: `${id}-${name}`. */
  id: string
  schema: z.ZodType<unknown, Form>
  values: Form
  /** Fields in the order in which the summary tells of them. */
  fields: readonly Path<Form>[]
  save: (form: Form) => Promise<Answer<T>>
  onSaved: (data: T, form: Form) => void
  /** Somebody saved meanwhile: their row. */
  onConflict?: (theirs: unknown) => void
}

/**
 * A card that is saved as a whole: checked on leaving a field and by the server once more, all errors told at once and
 * linked to their fields; nothing typed is lost whatever the answer is. Who has to sign in, or to show who they are, does it over the sheet.
 */
export function useSheet<Form extends FieldValues, T>(sheet: Sheet<Form, T>) {
  const words = useWords()
  const again = useAgain()
  const form = useForm<Form>({
    resolver: zodResolver(sheet.schema as never) as unknown as Resolver<Form>,
    defaultValues: sheet.values as DefaultValues<Form>,
    mode: 'onTouched',
    shouldFocusError: false,
  })
  const [summary, setSummary] = useState<{ fieldId?: string; message: string }[]>([])
  const [refused, setRefused] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const sending = useRef(false)
  const { errors } = form.formState
  const message = (name: Path<Form>, found: FieldErrors<Form> = errors): string | undefined => {
    const text = (found[name as keyof typeof found] as { message?: string } | undefined)?.message
    return text ?? refused[name]
  }
  const tell = (of: (name: Path<Form>) => string | undefined, rest: string[] = []) =>
    setSummary([
      ...rest.map((text) => ({ message: words(text) })),
      ...sheet.fields.flatMap((name) => {
        const text = of(name)
        return text ? [{ fieldId: `${sheet.id}-${name}`, message: words(text) }] : []
      }),
    ])
  // What was typed goes, and is judged once more by the server.
  const send = async (change: Partial<Form> = {}) => {
    if (sending.current) return
    sending.current = true
    setBusy(true)
    const given = { ...form.getValues(), ...change }
    const answer = await again(() => sheet.save(given)).catch(() => null)
    setBusy(false)
    sending.current = false
    if (answer?.ok) {
      setSummary([])
      setRefused({})
      return sheet.onSaved(answer.data, given)
    }
    const wrong = answer?.fieldErrors ?? {}
    setRefused(wrong)
    if (answer?.code === 'CONFLICT' && answer.data && sheet.onConflict) return sheet.onConflict(answer.data)
    const known = sheet.fields.some((name) => wrong[name])
    tell((name) => wrong[name], known ? [] : [answer?.message ?? 'refusal.away'])
  }
  const submit = (change?: Partial<Form>) => {
    if (busy) return
    setRefused({})
    void form.handleSubmit(
      () => send(change),
      (found) => tell((name) => message(name, found)),
    )()
  }
  return {
    form,
    busy,
    summary,
    refused,
    submit,
    fieldId: (name: Path<Form>) => `${sheet.id}-${name}`,
    error: (name: Path<Form>) => {
      const text = message(name)
      return text && words(text)
    },
    forgive: (name: Path<Form>) => setRefused(({ [name]: _gone, ...rest }) => rest),
  }
}

export type SheetOf<Form extends FieldValues> = Pick<
  ReturnType<typeof useSheet<Form, unknown>>,
  'form' | 'fieldId' | 'error' | 'forgive'
>
