'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Field, inputClass } from '@/components/form/field'
import { buttonClass } from '@/components/ui/button'
import type { Person } from '@/lib/audit/list-people'

type Period = { user?: string; from?: string; to?: string }
type Props = {
  path: string
  filter: Period /** Absent: who did it is not asked. */
  people?: Person[]
  children?: ReactNode
}

/** A plain form: what is chosen stands in the address, and works before any script has come. */
export function EventFilter({ path, filter, people, children }: Props) {
  const t = useTranslations('audit.filter')
  return (
    <form
      method="get"
      action={path}
      role="search"
      aria-label={t('label')}
      className="mb-3 flex flex-wrap items-end gap-3"
    >
      {children}
      {people && (
        <Select
          name="user"
          label={t('who')}
          value={filter.user}
          all={t('anybody')}
          options={people.map(({ id, name }) => [id, name])}
        />
      )}
      <Day name="from" label={t('from')} value={filter.from} />
      <Day name="to" label={t('to')} value={filter.to} />
      <button type="submit" className={buttonClass('primary')}>
        {t('find')}
      </button>
      <Link href={path} prefetch={false} className={buttonClass('ghost')}>
        {t('reset')}
      </Link>
    </form>
  )
}

type SelectProps = {
  name: string
  label: string
  value: string | undefined
  all: string
  options: [value: string, name: string][]
}

export function Select({ name, label, value, all, options }: SelectProps) {
  return (
    <Field label={label} id={`filter-${name}`} className="min-w-[150px] max-w-[260px]">
      {(ids) => (
        <select {...ids} name={name} defaultValue={value ?? ''} className={inputClass}>
          <option value="">{all}</option>
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function Day({ name, label, value }: { name: string; label: string; value: string | undefined }) {
  return (
    <Field label={label} id={`filter-${name}`}>
      {(ids) => <input {...ids} type="date" name={name} defaultValue={value} className={inputClass} />}
    </Field>
  )
}

export function NumberField({ label, value }: { label: string; value: string | undefined }) {
  return (
    <Field label={label} id="filter-number" className="w-[150px]">
      {(ids) => <input {...ids} name="number" maxLength={40} defaultValue={value} className={inputClass} />}
    </Field>
  )
}
