'use client'

import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { inputClass, type FieldIds } from './field'
import { matching } from './matching'

export type Option = { value: string; label: string; search: string; note?: ReactNode }
type Props = FieldIds & {
  label: string
  options: readonly Option[]
  value: string
  onChange: (value: string) => void
  onLeave?: () => void
}

/** A choice from a long list by typing a part of it. ARIA 1.2 combobox: focus stays in the field. */
export function Combobox({ label, options, value, onChange, onLeave, ...ids }: Props) {
  const t = useTranslations('form.service')
  const [typed, setTyped] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const list = useRef<HTMLUListElement>(null)
  const chosen = options.find((option) => option.value === value)
  const shown = typed === null || typed === chosen?.label ? options : matching(options, typed)
  const listId = `${ids.id}-list`

  const move = (to: number) => {
    const next = shown.length === 0 ? -1 : (to + shown.length) % shown.length
    setOpen(true)
    setActive(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  const choose = (option: Option) => {
    setTyped(null)
    setOpen(false)
    setActive(-1)
    onChange(option.value)
  }
  const leave = () => {
    setOpen(false)
    setActive(-1)
    const only = typed?.trim() && shown.length === 1 ? shown[0] : undefined
    if (only) choose(only)
    else if (typed === '') onChange('')
    onLeave?.()
  }
  const steps: Record<string, () => void> = {
    ArrowDown: () =>
      move(
        open
          ? active + 1
          : Math.max(
              0,
              shown.findIndex((option) => option.value === value),
            ),
      ),
    ArrowUp: () => move(open ? active - 1 : shown.length - 1),
    PageDown: () => move(Math.min(active + 8, shown.length - 1)),
    PageUp: () => move(Math.max(active - 8, 0)),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const step = steps[event.key]
    const option = open ? shown[active] : undefined
    if (step) step()
    else if (event.key === 'Enter' && option) choose(option)
    else if (event.key === 'Escape' && open) setOpen(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="relative">
      <input
        {...ids}
        role="combobox"
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={listId}
        aria-activedescendant={open && shown[active] ? `${listId}-${active}` : undefined}
        className={`${inputClass} pr-8`}
        value={typed ?? chosen?.label ?? ''}
        onChange={(event) => {
          setTyped(event.target.value)
          setOpen(true)
          setActive(0)
          if (chosen && event.target.value !== chosen.label) onChange('')
        }}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        onBlur={leave}
      />
      <span aria-hidden="true" className="pointer-events-none absolute top-2 right-2.5 text-muted">
        ▾
      </span>
      <ul
        ref={list}
        id={listId}
        role="listbox"
        aria-label={label}
        hidden={!open || shown.length === 0}
        onMouseDown={(event) => event.preventDefault()}
        className="absolute z-20 mt-1 max-h-72 w-full overflow-auto rounded-lg border border-line-strong bg-raised py-1"
      >
        {shown.map((option, index) => (
          <li
            key={option.value}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={option.value === value}
            onClick={() => choose(option)}
            className={`cursor-pointer px-3 py-1.5 ${index === active ? 'bg-blue-weak' : 'hover:bg-bg'}`}
          >
            <span className={option.value === value ? 'font-semibold' : ''}>{option.label}</span>
            {option.note && (
              <span className="block text-[13px] leading-[18px] text-muted">{option.note}</span>
            )}
          </li>
        ))}
      </ul>
      {open && shown.length === 0 && (
        <p className="absolute z-20 mt-1 w-full rounded-lg border border-line-strong bg-raised px-3 py-2 text-muted">
          {t('none', { text: typed ?? '' })}
        </p>
      )}
      <span role="status" className="sr-only">
        {open && typed ? t('count', { count: shown.length }) : ''}
      </span>
    </div>
  )
}
