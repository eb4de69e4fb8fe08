'use client'

import { useFormContext, useFormState } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { formPaths } from '@/lib/applications/form-fields'
import type { ApplicationForm } from '@/lib/applications/schema'

type Props = {
  checked: boolean
  draft: boolean
  busy: 'draft' | 'register' | null
  onSubmit: () => void
  onDraft: () => void
}

export function FormFooter({ checked, draft, busy, onSubmit, onDraft }: Props) {
  const t = useTranslations('form')
  const form = useFormContext<ApplicationForm>()
  const state = useFormState({ control: form.control })
  const left = checked ? formPaths.filter((path) => form.getFieldState(path, state).error) : []
  return (
    <footer className="sticky bottom-0 z-10 flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line bg-surface px-5 py-2.5 [@media(max-height:480px)]:static">
      <Button
        look="primary"
        hint="Ctrl Enter"
        aria-keyshortcuts="Control+Enter"
        busy={busy === 'register'}
        onClick={onSubmit}
      >
        {t('submit')}
      </Button>
      {draft && (
        <Button hint="Ctrl S" aria-keyshortcuts="Control+S" onClick={onDraft}>
          {t('draft')}
        </Button>
      )}
      <span role="status" className="sr-only">
        {busy === 'register' ? t('submitting') : ''}
      </span>
      {left.length > 0 && (
        <p className="min-w-0 text-[13px] leading-[18px] text-red">
          {t('left', { fields: left.map((path) => t(`field.${path}` as never)).join(', ') })}
        </p>
      )}
    </footer>
  )
}
