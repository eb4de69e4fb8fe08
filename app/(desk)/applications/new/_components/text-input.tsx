'use client'

import type { ClipboardEvent, ReactNode } from 'react'
import { useFormContext, useFormState } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { useWords } from '@/components/form/use-words'
import { fixFor } from '@/lib/applications/field-masks'
import type { FormPath } from '@/lib/applications/form-fields'
import type { ApplicationForm } from '@/lib/applications/schema'
import { heard } from '@/lib/core/message'
import { useHelp } from './form-context'

type Props = {
  path: FormPath
  hint?: ReactNode
  optional?: boolean
  digits?: boolean
  className?: string
  onPaste?: (event: ClipboardEvent<HTMLInputElement>) => void
}

/** The error of one field in words. */
export function useFieldError(path: FormPath): { message: string; words: string } | undefined {
  const form = useFormContext<ApplicationForm>()
  const state = useFormState({ control: form.control, name: path })
  const words = useWords()
  const message = form.getFieldState(path, state).error?.message
  return message ? { message, words: words(message) } : undefined
}

export function TextInput({ path, hint, optional, digits, className, onPaste }: Props) {
  const t = useTranslations('form')
  const words = useWords()
  const form = useFormContext<ApplicationForm>()
  const { notices, leave } = useHelp()
  const error = useFieldError(path)
  const { onChange, name, ref } = form.register(path)
  return (
    <Field
      id={path}
      label={t(`field.${path}` as never)}
      hint={hint}
      optional={optional}
      error={error?.words}
      notice={notices[path]?.map(words).join(' ')}
      className={className}
    >
      {(ids) => (
        <>
          <input
            {...ids}
            type="text"
            autoComplete="off"
            spellCheck={false}
            inputMode={digits ? 'numeric' : undefined}
            className={inputClass}
            name={name}
            ref={ref}
            onChange={onChange}
            onBlur={() => leave(path)}
            onPaste={onPaste}
          />
          {error && <Fix path={path} message={error.message} />}
        </>
      )}
    </Field>
  )
}

const fixNames: Record<string, string> = {
  'identifiers.birthCertificate.suggestion': 'form.fix.suggestion',
  'identifiers.ogrn.ofTrader': 'form.fix.trader',
  'identifiers.ogrnip.ofOrganisation': 'form.fix.legal',
}

function Fix({ path, message }: { path: FormPath; message: string }) {
  const t = useTranslations()
  const { put } = useHelp()
  const form = useFormContext<ApplicationForm>()
  const fix = fixFor(path, message, form.getValues())
  if (!fix) return null
  const { key, values } = heard(message)
  return (
    <button
      type="button"
      onClick={() => {
        put(fix)
        requestAnimationFrame(() => document.getElementById(Object.keys(fix)[0] ?? path)?.focus())
      }}
      className="justify-self-start text-[13px] text-blue underline"
    >
      {t((fixNames[key] ?? 'form.fix.replace') as never, values as never)}
    </button>
  )
}
