'use client'

import { useTranslations } from 'use-intl'
import { Dialog } from '@/components/ui/dialog'
import type { HotKey } from './hot-key'

type Props = { keys: HotKey[]; on: boolean; onClose: () => void }

/** «?» and F1: what each key of this screen does. */
export function KeysDialog({ keys, on, onClose }: Props) {
  const t = useTranslations('shell.keys')
  const rows = [
    ...keys.map(({ hint, label }) => ({ hint, label })),
    { hint: '? F1', label: t('help') },
    { hint: 'Esc', label: t('close') },
  ]
  return (
    <Dialog open onClose={onClose} title={t('title')}>
      <p className="mb-3 text-sm text-muted">{on ? t('hint') : t('off')}</p>
      <table className="mb-3 w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t('key')}</th>
            <th scope="col">{t('action')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.hint} className="border-t border-line">
              <th scope="row" className="w-36 py-1.5 pr-3 text-left font-medium whitespace-nowrap">
                {row.hint}
              </th>
              <td className="py-1.5">{row.label}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}
