'use client'

import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { TABLE_LIMITS } from '@/lib/imports/schema'

/** One table, by the button or dropped. */
export function TableDrop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const t = useTranslations('imports')
  const picker = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file) onFile(file)
  }
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
      className={`grid justify-items-center gap-2 rounded-lg border border-dashed p-5 text-center ${over ? 'border-blue bg-blue-weak' : 'border-field-line'}`}
    >
      <span>{t('drop')}</span>
      <Button busy={busy} onClick={() => picker.current?.click()}>
        <Icon name="plus" />
        {t('choose')}
      </Button>
      <span className="text-sm text-muted">{t('accepts', TABLE_LIMITS)}</span>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={t('choose')}
        accept=".xlsx,.csv,.txt"
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </div>
  )
}
