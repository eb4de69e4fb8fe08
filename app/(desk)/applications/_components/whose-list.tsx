'use client'

import { useTranslations } from 'use-intl'
import { inputClass } from '@/components/form/input-class'
import { LookOnly } from '@/components/application/look-only'
import type { Overseen } from '@/lib/organisations/list-overseen'
import type { FilterControl } from './use-filters'

/** Whose applications the list shows: the own organisation's, or one's below it, and then only to look at (A10). */
export function WhoseList({ control, organisations }: { control: FilterControl; organisations: Overseen[] }) {
  const t = useTranslations('list')
  const [own, ...below] = organisations
  if (!own) return null
  const { organisation } = control.filters
  const name = below.find(({ id }) => id === organisation)?.name
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-4 py-1.5 lg:px-5">
      <label className="flex min-w-0 items-center gap-2 text-sm">
        <span className="text-muted">{t('organisation')}</span>
        <select
          value={organisation ?? own.id}
          onChange={({ target }) =>
            control.go({ organisation: target.value === own.id ? undefined : target.value })
          }
          className={`${inputClass} w-auto! max-w-full min-w-0 text-sm`}
        >
          {organisations.map(({ id, name: label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {name && <LookOnly name={name} />}
    </div>
  )
}
