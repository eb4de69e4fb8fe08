'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { differences, merged, type FormPath, type FormValue } from '@/lib/applications/form-fields'
import type { ApplicationForm } from '@/lib/applications/schema'
import { formatTime } from '@/lib/core/format'
import { useHelp } from './form-context'
import type { Problem } from './use-saving'

type Props = {
  problem: Extract<Problem, { kind: 'conflict' }>
  passes: boolean
  onClose: () => void
  onChoose: (chosen: ApplicationForm) => void
}

/** Two clerks, one form: the fields that differ side by side, one choice in each row, nothing lost (design 9.8). */
export function ConflictDialog({ problem: { theirs, mine, base }, passes, onClose, onChoose }: Props) {
  const t = useTranslations('form')
  const { options } = useHelp()
  const show = useShown()
  const rows = differences(base, theirs.form, mine)
  const [taken, setTaken] = useState<FormPath[]>(
    rows.filter((row) => row.changedBy === 'theirs').map((row) => row.path),
  )
  const choose = (path: FormPath, side: 'theirs' | 'mine') =>
    setTaken((old) => [...old.filter((other) => other !== path), ...(side === 'theirs' ? [path] : [])])
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('conflict.title', {
        who: theirs.changedBy,
        time: formatTime(theirs.changedAt, options.timeZone),
      })}
      footer={
        <>
          <Button look="primary" onClick={() => onChoose(merged(mine, theirs.form, taken))}>
            {t(passes ? 'conflict.saveAndPass' : 'conflict.save')}
          </Button>
          <Button onClick={onClose}>{t('conflict.back')}</Button>
        </>
      }
    >
      <p className="mb-3 text-sm text-muted">{t(rows.length > 0 ? 'conflict.text' : 'conflict.same')}</p>
      <table className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr className="border-b border-line text-left text-muted">
            <th scope="col" className="w-1/5 py-1.5 pr-3 font-semibold">
              {t('conflict.field')}
            </th>
            {base && (
              <th scope="col" className="py-1.5 pr-3 font-semibold">
                {t('conflict.base')}
              </th>
            )}
            <th scope="col" className="py-1.5 pr-3 font-semibold">
              {theirs.changedBy}
            </th>
            <th scope="col" className="py-1.5 font-semibold">
              {t('conflict.mine')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.path} className="border-b border-line align-top">
              <th scope="row" className="py-2 pr-3 text-left font-medium">
                {t(`field.${row.path}` as never)}
              </th>
              {row.base !== null && (
                <td className="py-2 pr-3 break-words text-muted">{show(row.path, row.base)}</td>
              )}
              {(['theirs', 'mine'] as const).map((side) => (
                <td key={side} className="py-2 pr-3">
                  <label className="flex gap-2 break-words">
                    <input
                      type="radio"
                      name={row.path}
                      className="mt-0.5 size-4 shrink-0 accent-blue"
                      checked={taken.includes(row.path) === (side === 'theirs')}
                      onChange={() => choose(row.path, side)}
                    />
                    <span className="min-w-0 break-words">{show(row.path, row[side])}</span>
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}

/** A value as the form shows it: names of directories, words of choices. */
function useShown(): (path: FormPath, value: FormValue) => string {
  const t = useTranslations()
  const { options } = useHelp()
  const lists: Partial<Record<FormPath, { id: string; name: string }[]>> = {
    serviceId: options.services,
    officeId: options.offices,
    channel: options.channels.map(({ code, name }) => ({ id: code, name })),
    'person.citizenship': options.citizenships.map(({ code, name }) => ({ id: code, name })),
    'person.documentType': options.documents.map(({ code, name }) => ({ id: code, name })),
  }
  return (path, value) => {
    if (typeof value === 'boolean') return t(value ? 'form.conflict.yes' : 'form.conflict.no')
    if (!value) return t('form.conflict.empty')
    if (path === 'kind') return t(`applications.kind.${value}` as never)
    if (path === 'purpose') return t(`form.purpose.${value}` as never)
    if (path.endsWith('.by')) return t(`applications.way.${value}` as never)
    return lists[path]?.find((entry) => entry.id === value)?.name ?? value
  }
}
