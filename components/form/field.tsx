'use client'

import { useId, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Icon } from '@/components/ui/icon'
import { inputClass } from './input-class'

export { inputClass }

export type FieldIds = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}
type Props = {
  label: string
  hint?: ReactNode
  error?: string
  notice?: string
  optional?: boolean
  className?: string
  id?: string
  children: (ids: FieldIds) => ReactNode
}

/** Label above, hint below it, the error between hint and field: one place for ids and descriptions. */
export function Field({
  label,
  hint,
  error,
  notice,
  optional = false,
  className = '',
  id: given,
  children,
}: Props) {
  const t = useTranslations('common')
  const made = useId()
  const id = given ?? made
  const described = [hint && `${id}-hint`, error && `${id}-error`, notice && `${id}-notice`]
    .filter(Boolean)
    .join(' ')
  return (
    <div className={`grid content-start gap-1 text-sm ${className}`}>
      <label htmlFor={id}>
        {label}
        {optional && <span className="text-muted"> {t('optional')}</span>}
      </label>
      {hint && (
        <div id={`${id}-hint`} className="text-[13px] leading-[18px] text-muted">
          {hint}
        </div>
      )}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {notice && (
        <div id={`${id}-notice`} className="text-[13px] leading-[18px] text-muted">
          {notice}
        </div>
      )}
    </div>
  )
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  const t = useTranslations('common')
  return (
    <p id={id} className="flex gap-1.5 text-[13px] leading-[18px] text-red">
      <Icon name="no" size={16} />
      <span>
        <span className="sr-only">{t('error')}: </span>
        {children}
      </span>
    </p>
  )
}
