'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ErrorSummary } from '@/components/form/error-summary'
import { onSaveKey } from '@/components/form/save-key'
import { SheetField } from '@/components/form/sheet-field'
import { useSheet } from '@/components/form/use-sheet'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { OfficeRow } from '@/lib/organisations/list-offices'
import { SaveOffice, type OfficeForm } from '@/lib/organisations/schema'
import { saveOfficeAction } from '../../actions'

type Props = { office: OfficeRow | null; oktmo: string; onClose: () => void; onSaved: () => void }
const fields = ['name', 'address', 'frguCode', 'oktmo'] as const

/** A new «Подразделение», with the municipality of its organisation, or one to change. */
export function OfficeDialog({ office, oktmo, onClose, onSaved }: Props) {
  const t = useTranslations('organisations')
  const [id] = useState(() => office?.id ?? crypto.randomUUID())
  const sheet = useSheet<OfficeForm, { id: string }>({
    id: 'office',
    schema: SaveOffice,
    values: {
      id,
      version: office?.version,
      name: office?.name ?? '',
      address: office?.address ?? '',
      frguCode: office?.frguCode ?? '',
      oktmo: office?.oktmo ?? oktmo,
    },
    fields,
    save: saveOfficeAction,
    onSaved,
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={office ? t('structure.editingOffice') : t('structure.newOffice')}
      footer={
        <>
          <Button look="save" busy={sheet.busy} onClick={() => sheet.submit()}>
            {t('save')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </>
      }
    >
      <form
        noValidate
        className="grid gap-3"
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={onSaveKey(() => sheet.submit())}
      >
        {sheet.summary.length > 0 && <ErrorSummary title={t('summary')} errors={sheet.summary} />}
        {fields.map((name) => (
          <SheetField
            key={name}
            sheet={sheet}
            name={name}
            label={t(`structure.${name}`)}
            optional={name === 'address' || name === 'frguCode'}
          />
        ))}
      </form>
    </Dialog>
  )
}
