'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { OfficeRow } from '@/lib/organisations/list-offices'
import { closeOfficeAction } from '../../actions'
import { OfficeDialog } from './office-dialog'

const columns = ['name', 'address', 'frguCode', 'oktmo', 'users'] as const

/** «Подразделения»: what the citizen reads as the place where the application was taken (A09). */
export function Offices({
  rows,
  oktmo,
  mayChange,
}: {
  rows: OfficeRow[]
  oktmo: string
  mayChange: boolean
}) {
  const t = useTranslations('organisations.structure')
  const words = useWords()
  const router = useRouter()
  const [problem, setProblem] = useState('')
  const [editing, setEditing] = useState<OfficeRow | 'new'>()
  const close = async ({ id, version, closedAt }: OfficeRow) => {
    const answer = await closeOfficeAction({ id, version, closed: !closedAt }).catch(() => null)
    setProblem(answer?.ok ? '' : words(answer?.message ?? 'refusal.away'))
    router.refresh()
  }
  return (
    <section className="grid min-w-0 gap-2">
      <h2 id="offices">{t('offices')}</h2>
      <p className="text-sm text-muted">{t('officesHint')}</p>
      {mayChange && (
        <Button look="primary" className="w-fit" onClick={() => setEditing('new')}>
          {t('addOffice')}
          <Icon name="plus" />
        </Button>
      )}
      <p role="alert" className={problem ? 'text-sm text-red' : 'sr-only'}>
        {problem}
      </p>
      {rows.length === 0 ? (
        <p className="text-sm">{t('noOffices')}</p>
      ) : (
        <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-labelledby="offices">
          <table className="w-full text-sm">
            <thead>
              <tr className="border-b border-line text-left">
                {columns.map((column) => (
                  <th key={column} scope="col" className="py-2 pr-4 font-semibold">
                    {t(column)}
                  </th>
                ))}
                {mayChange && (
                  <th scope="col">
                    <span className="sr-only">{t('edit')}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((office) => (
                <tr key={office.id} className="border-b border-line align-top">
                  <th scope="row" className="py-2 pr-4 text-left font-normal">
                    {office.name} {office.closedAt && <Badge tone="outline">{t('closed')}</Badge>}
                  </th>
                  <td className="py-2 pr-4">{office.address}</td>
                  <td className="py-2 pr-4 tabular-nums">{office.frguCode}</td>
                  <td className="py-2 pr-4 tabular-nums">{office.oktmo}</td>
                  <td className="py-2 pr-4 tabular-nums">{office.users}</td>
                  {mayChange && (
                    <td className="flex flex-wrap gap-2 py-1">
                      <Button
                        aria-label={t('editOffice', { name: office.name })}
                        onClick={() => setEditing(office)}
                      >
                        {t('edit')}
                      </Button>
                      <Button
                        aria-label={t(office.closedAt ? 'reopenOffice' : 'closeOffice', {
                          name: office.name,
                        })}
                        onClick={() => void close(office)}
                      >
                        {t(office.closedAt ? 'reopen' : 'close')}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing && (
        <OfficeDialog
          office={editing === 'new' ? null : editing}
          oktmo={oktmo}
          onClose={() => setEditing(undefined)}
          onSaved={() => {
            setEditing(undefined)
            router.refresh()
          }}
        />
      )}
    </section>
  )
}
