'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

type Values = Record<string, unknown>
type Props = {
  open: boolean
  mine: Values
  theirs: Values | undefined
  /** `words`: what a code or an id of this field is called. */
  fields: { name: string; label: string; words?: Record<string, string> | undefined }[]
  onMine: () => void
  onTheirs: () => void
  onClose: () => void
}

/** Two people saved one card: field by field mine and theirs, neither is lost (decision 36). */
export function ConflictDialog({ open, mine, theirs = {}, fields, onMine, onTheirs, onClose }: Props) {
  const t = useTranslations('conflict')
  const different = fields.filter(({ name }) => text(mine[name]) !== text(theirs[name]))
  return (
    <Dialog
      wide
      open={open}
      onClose={onClose}
      title={t('title')}
      footer={
        <>
          <Button look="save" onClick={onMine}>
            {t('keepMine')}
          </Button>
          <Button onClick={onTheirs}>{t('takeTheirs')}</Button>
        </>
      }
    >
      <p className="mb-2 text-sm">{different.length > 0 ? t('hint') : t('same')}</p>
      {different.length > 0 && (
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line text-left">
              <th scope="col">{t('field')}</th>
              <th scope="col">{t('mine')}</th>
              <th scope="col">{t('theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {different.map(({ name, label, words }) => (
              <tr key={name} className="border-b border-line align-top">
                <th scope="row" className="py-1.5 pr-3 text-left font-normal">
                  {label}
                </th>
                <td className="py-1.5 pr-3 [overflow-wrap:anywhere]">{text(mine[name], words) || '—'}</td>
                <td className="py-1.5 [overflow-wrap:anywhere]">{text(theirs[name], words) || '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  )
}

function text(value: unknown, words: Record<string, string> = {}): string {
  if (Array.isArray(value)) return value.map((one) => text(one, words)).join(', ')
  if (typeof value === 'boolean') return value ? '✓' : ''
  return typeof value === 'string' || typeof value === 'number' ? (words[value] ?? String(value)) : ''
}
