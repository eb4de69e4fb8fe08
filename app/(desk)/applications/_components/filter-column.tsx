'use client'

import { useId, useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Icon } from '@/components/ui/icon'
import type { Counters } from '@/lib/applications/count-applications'
import { deliveryFilters, states } from '@/lib/applications/filter-values'
import { inputClass } from '@/components/form/field'
import type { FilterControl } from './use-filters'
import type { Names } from './names'

const kinds = ['LEGAL_ENTITY', 'SOLE_TRADER', 'PERSON'] as const

type Props = {
  control: FilterControl
  counters: Counters
  searchText: string
  names: Names
  className: string
}

/** «Фильтры»: in the order and the words of ПГС, with how many rows each choice would show. */
export function FilterColumn({ control, counters, searchText, names, className }: Props) {
  const t = useTranslations('list')
  const { filters, go } = control
  const elkStatuses = names.elkStatuses.filter(
    ({ number }) => counters.elkStatus[number] || filters.elkStatus.includes(number),
  )
  return (
    <aside id="filters" aria-label={t('filters')} className={className}>
      <TextFilter
        id="filter-number"
        name={t('number')}
        hint={t('numberHint')}
        value={filters.number}
        onApply={(number) => go({ number: number.trim() })}
      />
      <TextFilter
        id="filter-applicant"
        name={t('applicant')}
        hint={t('applicantHint')}
        value={filters.q ? searchText : ''}
        onApply={control.searchApplicant}
      />
      <Choices
        name={t('kind')}
        values={kinds.map((value) => ({ value, name: names.kind(value), count: counters.kind[value] ?? 0 }))}
        chosen={filters.kind}
        onChoose={(kind) => go({ kind })}
      />
      <Choices
        name={t('state')}
        values={states.map((value) => ({
          value,
          name: names.state(value),
          count: counters.state[value] ?? 0,
        }))}
        chosen={filters.state}
        onChoose={(state) => go({ state })}
      />
      <Choices
        name={t('delivery')}
        values={deliveryFilters.map((value) => ({
          value,
          name: names.delivery(value),
          count: counters.delivery[value] ?? 0,
        }))}
        chosen={filters.delivery}
        onChoose={(delivery) => go({ delivery })}
      />
      {elkStatuses.length > 0 && (
        <Choices
          name={t('elkStatus')}
          values={elkStatuses.map(({ number, name }) => ({
            value: number,
            name,
            count: counters.elkStatus[number] ?? 0,
          }))}
          chosen={filters.elkStatus}
          onChoose={(elkStatus) => go({ elkStatus })}
        />
      )}
    </aside>
  )
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  const [open, setOpen] = useState(true)
  const id = useId()
  return (
    <div role="group" aria-labelledby={`${id}-name`} className="border-b border-line py-2">
      <h2 className="text-sm leading-5">
        <button
          type="button"
          id={`${id}-name`}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex w-full items-center justify-between gap-2 py-0.5 text-left font-semibold"
        >
          {name}
          <Icon name={open ? 'down' : 'right'} />
        </button>
      </h2>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </div>
  )
}

type TextProps = { id: string; name: string; hint: string; value: string; onApply: (text: string) => void }

function TextFilter({ id, name, hint, value, onApply }: TextProps) {
  const t = useTranslations('list')
  return (
    <Group name={name}>
      <form
        key={value}
        className="relative mt-1.5 mb-1"
        onSubmit={(event) => {
          event.preventDefault()
          onApply(String(new FormData(event.currentTarget).get('text') ?? ''))
        }}
      >
        <input
          id={id}
          name="text"
          aria-label={name}
          title={hint}
          placeholder={hint}
          defaultValue={value}
          autoComplete="off"
          maxLength={200}
          className={`${inputClass} pr-9 text-sm text-ellipsis`}
        />
        <button
          type="submit"
          aria-label={`${t('apply')}: ${name}`}
          className="absolute top-0.5 right-0.5 grid size-8 place-items-center rounded-md text-muted hover:bg-bg"
        >
          <Icon name="find" />
        </button>
      </form>
    </Group>
  )
}

type ChoicesProps<T extends string | number> = {
  name: string
  values: { value: T; name: string; count: number }[]
  chosen: T[]
  onChoose: (chosen: T[]) => void
}

function Choices<T extends string | number>({ name, values, chosen, onChoose }: ChoicesProps<T>) {
  const t = useTranslations('list')
  return (
    <Group name={name}>
      {values.map(({ value, name: label, count }) => (
        <label key={value} className="flex min-h-7 items-start gap-2 py-1 text-sm leading-5">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) =>
              onChoose(event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
            className="mt-0.5 size-4 shrink-0 accent-blue"
          />
          <span className="min-w-0">{label}</span>
          <span className="ml-auto text-[13px] text-muted">{count}</span>
        </label>
      ))}
      {chosen.length > 0 && (
        <button
          type="button"
          aria-label={t('resetGroupName', { name })}
          onClick={() => onChoose([])}
          className="min-h-7 text-[13px] text-blue hover:underline"
        >
          {t('resetGroup')}
        </button>
      )}
    </Group>
  )
}
