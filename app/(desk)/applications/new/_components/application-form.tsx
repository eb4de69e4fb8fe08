'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useState, type KeyboardEvent } from 'react'
import { FormProvider, useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { ErrorSummary } from '@/components/form/error-summary'
import { useWords } from '@/components/form/use-words'
import { formPaths, type FormPath } from '@/lib/applications/form-fields'
import { formSchema } from '@/lib/applications/form-schema'
import type { OpenForm } from '@/lib/applications/get-form'
import type { ApplicationForm as Form } from '@/lib/applications/schema'
import { SignInAgain } from '../../../_components/sign-in-again'
import { browserContext } from './browser-context'
import { ConflictDialog } from './conflict-dialog'
import { FormFooter } from './form-footer'
import { FormHead } from './form-head'
import { FormHelp } from './form-context'
import { FormPreview } from './form-preview'
import { ProblemNote } from './problem-note'
import { SectionApplicant } from './section-applicant'
import { SectionIntake } from './section-intake'
import { SectionService } from './section-service'
import { useSaving } from './use-saving'

type Mistake = { fieldId: string; message: string }

/** «Добавить заявление», a draft, or a registered application whose first message was refused: one form. */
export function ApplicationForm({ open }: { open: OpenForm }) {
  const t = useTranslations('form')
  const words = useWords()
  const [around] = useState(() => browserContext(open))
  const form = useForm<Form>({
    defaultValues: open.form,
    resolver: zodResolver(formSchema(around)),
    mode: 'onSubmit',
    reValidateMode: 'onSubmit',
    shouldFocusError: false,
  })
  const saving = useSaving(open, form)
  const [mistakes, setMistakes] = useState<Mistake[] | null>(null)
  const { problem } = saving

  const showMistakes = (found: Partial<Record<FormPath, string>>) =>
    setMistakes(
      formPaths.flatMap((path) => (found[path] ? [{ fieldId: path, message: words(found[path]) }] : [])),
    )
  const submit = form.handleSubmit(
    async () => {
      setMistakes(null)
      const errors = await saving.register()
      const entries = Object.entries(errors)
      for (const [path, message] of entries) form.setError(path as FormPath, { type: 'server', message })
      if (entries.length > 0) showMistakes(errors)
    },
    () =>
      showMistakes(
        Object.fromEntries(formPaths.map((path) => [path, form.getFieldState(path).error?.message])),
      ),
  )
  useShortcuts(
    { submit: () => void submit(), saveDraft: () => void saving.saveDraft() },
    problem?.kind ?? null,
  )

  return (
    <FormProvider {...form}>
      <FormHelp options={open.options} around={around} checked={mistakes !== null}>
        <form
          noValidate
          onSubmit={(event) => event.preventDefault()}
          onKeyDown={nextField}
          className="[&_input]:scroll-my-28 [&_select]:scroll-my-28"
        >
          <FormHead open={open} savedAt={saving.savedAt} busy={saving.busy} />
          <div className="grid items-start gap-x-8 px-5 pt-4 pb-6 min-[1180px]:grid-cols-[minmax(0,760px)_340px]">
            <div className="min-w-0 max-w-[760px]">
              {mistakes && mistakes.length > 0 && (
                <ErrorSummary title={t('summary', { count: mistakes.length })} errors={mistakes} />
              )}
              <ProblemNote problem={problem} draft={open.stage === 'draft'} />
              <SectionService />
              <SectionIntake />
              <SectionApplicant />
            </div>
            <FormPreview />
          </div>
          <FormFooter
            checked={mistakes !== null}
            draft={open.stage === 'draft'}
            busy={saving.busy}
            onSubmit={() => void submit()}
            onDraft={() => void saving.saveDraft()}
          />
        </form>
        {problem?.kind === 'signedOut' && (
          <SignInAgain
            other={problem.other}
            onClose={saving.clearProblem}
            onContinue={(login) => {
              saving.goOnAs(login)
              void (problem.during === 'register' ? submit() : saving.saveDraft())
            }}
          />
        )}
        {problem?.kind === 'conflict' && (
          <ConflictDialog
            problem={problem}
            passes={open.stage === 'correction'}
            onClose={saving.clearProblem}
            onChoose={(chosen) => {
              saving.settle(problem.theirs, chosen)
              if (open.stage === 'draft') void saving.saveDraft()
              else void submit()
            }}
          />
        )}
      </FormHelp>
    </FormProvider>
  )
}

/** Ctrl+Enter and Ctrl+S by the physical key, so that they work in the Russian layout; silent while a dialog is open. */
function useShortcuts(does: { submit: () => void; saveDraft: () => void }, problem: string | null): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || problem === 'signedOut' || problem === 'conflict') return
      const act = event.key === 'Enter' ? does.submit : event.code === 'KeyS' ? does.saveDraft : null
      if (!act) return
      event.preventDefault()
      if (document.activeElement instanceof HTMLElement && event.key === 'Enter')
        leaveAndStay(document.activeElement)
      if (!event.repeat) act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}

/** The mask of the field that has the focus acts as on leaving it, though the focus stays. */
function leaveAndStay(field: HTMLElement): void {
  field.dispatchEvent(new FocusEvent('focusout', { bubbles: true }))
}

/** Enter goes to the next field and never submits. */
function nextField(event: KeyboardEvent<HTMLFormElement>): void {
  const field = event.target
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !(field instanceof HTMLElement)) return
  if (!['INPUT', 'SELECT'].includes(field.tagName)) return
  event.preventDefault()
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>('input, select, button')].filter(
    (candidate) =>
      candidate.offsetParent !== null &&
      !(candidate instanceof HTMLInputElement && candidate.type === 'radio' && !candidate.checked),
  )
  fields[fields.indexOf(field) + 1]?.focus()
}
