'use client'

import { useState, type FormEvent } from 'react'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import type { Viewers } from '@/lib/audit/find-viewers'
import { EventTable } from '../../_components/event-table'
import { findViewersAction } from '../actions'

/** «Кто видел этого гражданина»: what is typed goes by POST and is kept nowhere. */
export function ViewersForm({ timeZone }: { timeZone: string }) {
  const t = useTranslations('audit.viewers')
  const whole = useTranslations()
  const words = useWords()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const [found, setFound] = useState<Viewers | null>(null)
  const find = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    if (!text.trim()) return setError(t('need'))
    setBusy(true)
    const result = await findViewersAction({ text }).catch(() => null)
    setBusy(false)
    setError(result?.ok ? undefined : words(result?.message ?? 'form.offline'))
    setFound(result?.ok ? result.data : null)
  }
  return (
    <details className="mb-3 rounded-xl border border-line px-3 py-2">
      <summary className="cursor-pointer font-semibold">{t('title')}</summary>
      <form onSubmit={(event) => void find(event)} className="mt-2 flex flex-wrap items-end gap-3" noValidate>
        <Field label={t('text')} hint={t('hint')} error={error} className="w-[340px] max-w-full">
          {(ids) => (
            <input
              {...ids}
              autoComplete="off"
              maxLength={40}
              className={inputClass}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" busy={busy}>
          {t('find')}
        </Button>
      </form>
      <p role="status" className="mt-2 text-sm">
        {found && t('found', { applications: found.applications, rows: found.rows.length })}
      </p>
      {found && found.rows.length > 0 && (
        <EventTable
          rows={found.rows}
          columns={['at', 'by', 'what', 'address']}
          caption={t('caption')}
          timeZone={timeZone}
          words={whole as never}
        />
      )}
    </details>
  )
}
