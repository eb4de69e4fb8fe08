'use client'

import { createContext, use, useState, type ReactNode } from 'react'
import { useFormContext } from 'react-hook-form'
import { maskField, splitDocument, type Masked } from '@/lib/applications/field-masks'
import type { FormPath, FormValue } from '@/lib/applications/form-fields'
import type { OpenForm } from '@/lib/applications/get-form'
import type { CheckContext } from '@/lib/applications/registration'
import type { ApplicationForm } from '@/lib/applications/schema'
import { toZoned } from '@/lib/core/format'

type Help = {
  options: OpenForm['options']
  notices: Partial<Record<FormPath, string[]>>
  leave: (path: FormPath) => void
  put: (values: Masked['values'], notices?: string[]) => void
  /** Takes a pasted «series number» apart; true when it did. */
  pasteDocument: (text: string) => boolean
}
const Context = createContext<Help | null>(null)

export function useHelp(): Help {
  const help = use(Context)
  if (!help) throw new Error('outside of the form')
  return help
}

type Props = {
  options: OpenForm['options']
  around: () => CheckContext
  checked: boolean
  children: ReactNode
}

/** What fields share: a mask and a check on leaving, never while typing, never on an empty field that was only passed. */
export function FormHelp({ options, around, checked, children }: Props) {
  const form = useFormContext<ApplicationForm>()
  const [notices, setNotices] = useState<Help['notices']>({})

  const maskAround = () => ({
    timeZone: options.timeZone,
    today: toZoned(around().now, options.timeZone).slice(0, 10),
    document:
      options.documents.find((entry) => entry.code === form.getValues('person.documentType'))?.mask ??
      'other',
  })
  const put: Help['put'] = (values, told = []) => {
    const paths = Object.keys(values) as FormPath[]
    for (const path of paths)
      if (form.getValues(path) !== values[path])
        form.setValue(path, values[path] as FormValue, { shouldDirty: true })
    setNotices((old) => ({
      ...old,
      ...Object.fromEntries(paths.map((path) => [path, []])),
      [paths[0] ?? '']: told,
    }))
    void form.trigger(paths)
  }
  const leave: Help['leave'] = (path) => {
    const masked = maskField(path, form.getValues(), maskAround())
    if (masked) return put(masked.values, masked.notices)
    setNotices((old) => (old[path]?.length ? { ...old, [path]: [] } : old))
    const value = form.getValues(path)
    // A certificate is judged whole: what is wrong with it is told under its number.
    const whole = path === 'person.documentSeries' && form.getValues('person.documentNumber').trim()
    if (whole) void form.trigger([path, 'person.documentNumber'])
    else if (checked || (typeof value === 'string' && value.trim())) void form.trigger(path)
    else form.clearErrors(path)
  }
  const pasteDocument: Help['pasteDocument'] = (text) => {
    const { document, today } = maskAround()
    const both = splitDocument(text, document, today)
    if (both) put(both.values, both.notices)
    return both !== null
  }
  return <Context value={{ options, notices, leave, put, pasteDocument }}>{children}</Context>
}
