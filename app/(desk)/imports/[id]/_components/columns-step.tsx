'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { ImportView } from '@/lib/imports/schema'

type Props = { view: ImportView; busy: boolean; onChoose: (mapping: ImportView['mapping']) => void }
const cell = 'border-t border-line px-2.5 py-2 text-left align-top font-normal'

/** Which column of the file is which field; what was guessed says so. */
export function ColumnsStep({ view, busy, onChoose }: Props) {
  const t = useTranslations('imports.columns')
  const { header, examples, columns, proposed, doubled } = view
  const [mapping, setMapping] = useState(view.mapping)
  const nameOf = (at: number) => header[at] || t('unnamed', { number: at + 1 })
  const isMissing = (key: string, required: boolean) => required && (mapping[key] ?? null) === null
  const missing = columns.filter(({ key, required }) => isMissing(key, required))
  const found = columns.filter(({ key }) => (mapping[key] ?? null) !== null)
  const used = new Set(Object.values(mapping))
  const unused = header.flatMap((_, at) => (used.has(at) ? [] : [nameOf(at)]))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) onChoose(mapping)
      }}
    >
      <div role="status">
        {missing.length > 0 && (
          <Note>
            {t('missing', {
              missing: missing.map(({ title }) => title).join(', '),
              found: found.map(({ title }) => title).join(', ') || t('nothing'),
            })}
          </Note>
        )}
      </div>
      {doubled.length > 0 && <Note>{t('doubled', { names: doubled.join(', ') })}</Note>}
      <div className="mb-3 overflow-x-auto rounded-xl border border-line bg-surface">
        <table className="w-full border-separate border-spacing-0 text-sm">
          <caption className="px-2.5 py-2 text-left font-semibold">{t('title')}</caption>
          <thead>
            <tr className="text-muted">
              {(['field', 'inFile', 'example'] as const).map((name) => (
                <th key={name} scope="col" className="px-2.5 pb-1.5 text-left font-semibold">
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map(({ key, title, required }) => {
              const at = mapping[key] ?? null
              const near = proposed.find((one) => one.key === key)
              return (
                <tr key={key}>
                  <th scope="row" className={cell} id={`field-${key}`}>
                    <span className="font-medium">{title}</span>
                    {required && <span className="block text-[13px] text-muted">{t('required')}</span>}
                  </th>
                  <td className={cell}>
                    <select
                      aria-labelledby={`field-${key}`}
                      aria-invalid={isMissing(key, required) || undefined}
                      value={at ?? ''}
                      onChange={(event) =>
                        setMapping({
                          ...mapping,
                          [key]: event.target.value === '' ? null : Number(event.target.value),
                        })
                      }
                      className="min-h-9 w-full max-w-80 min-w-40 rounded-lg border border-field-line bg-surface px-2 py-1"
                    >
                      <option value="">{t('none')}</option>
                      {header.map((_, place) => (
                        <option key={place} value={place}>
                          {nameOf(place)}
                        </option>
                      ))}
                    </select>
                    {near?.how === 'near' && near.column === at && at !== null && (
                      <span className="mt-1 block text-[13px] text-amber">
                        {t('near', { name: nameOf(at) })}
                      </span>
                    )}
                  </td>
                  <td className={`${cell} [overflow-wrap:anywhere] text-muted`}>
                    {at === null
                      ? '—'
                      : examples
                          .map((cells) => cells[at] ?? '')
                          .filter((text) => text !== '')
                          .join('; ') || '—'}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {unused.length > 0 && (
        <p className="mb-3 text-sm text-muted">{t('unused', { names: unused.join(', ') })}</p>
      )}
      <Button type="submit" look="primary" busy={busy}>
        {t('check')}
      </Button>
    </form>
  )
}

const Note = ({ children }: { children: string }) => (
  <p className="mb-3 flex items-start gap-2 rounded-lg bg-amber-weak px-3 py-2 text-sm">
    <span className="mt-0.5 text-amber">
      <Icon name="warn" />
    </span>
    {children}
  </p>
)
