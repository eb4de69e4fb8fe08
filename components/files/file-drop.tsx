'use client'

import { useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { formatSize } from '@/lib/core/format'
import { useUploads, type Sending } from './use-uploads'

type Props = {
  id?: string
  applicationId: string
  accept: readonly string[]
  /** Endings of detached signatures, taken beside the documents. */
  signatures: readonly string[]
  onAttached: (id: string) => void
  children?: ReactNode
}

/** Files by drag and drop or by the button, several at once, one after another, each with its progress or its error. */
export function FileDrop({ id, applicationId, accept, signatures, onAttached, children }: Props) {
  const t = useTranslations('card.files')
  const picker = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [told, setTold] = useState('')
  const { sending, take, dismiss } = useUploads({
    applicationId,
    signatures,
    onAttached: (file) => {
      setTold(t(file.isSignature ? 'signatureAdded' : 'added', { name: file.name }))
      onAttached(file.id)
    },
  })
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={`rounded-lg border border-dashed p-3 ${over ? 'border-blue bg-blue-weak' : 'border-field-line'}`}
    >
      {children}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-[13px] leading-[18px] text-muted">
        <Button onClick={() => picker.current?.click()} id={id} className="text-sm text-text">
          <Icon name="plus" />
          {t('add')}
        </Button>
        <span>
          {t('drop')}. {t('accepts')}. {t('acceptsSignature')}
        </span>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept={[...accept, ...signatures].join(',')}
          onChange={(event) => {
            take([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </div>
      <span role="status" className="sr-only">
        {told}
      </span>
      <ul className="grid">
        {sending.map((entry) => (
          <Line key={entry.key} entry={entry} onDismiss={() => dismiss(entry.key)} />
        ))}
      </ul>
    </div>
  )
}

function Line({ entry, onDismiss }: { entry: Sending; onDismiss: () => void }) {
  const t = useTranslations('card.files')
  const words = useWords()
  return (
    <li className="mt-2 text-sm">
      <div className="flex flex-wrap justify-between gap-x-3">
        <span className="min-w-0 break-all">
          {entry.name} <span className="text-muted">{formatSize(entry.size)}</span>
        </span>
        {!entry.error && <span className="text-muted">{t('progress', { percent: entry.percent })}</span>}
      </div>
      {entry.error ? (
        <p
          role="alert"
          className={`flex flex-wrap items-start gap-x-2 text-[13px] ${entry.waits ? 'text-amber' : 'text-red'}`}
        >
          <Icon name={entry.waits ? 'warn' : 'no'} />
          <span className="min-w-0 flex-1">{words(entry.error)}</span>
          <button type="button" className="text-blue underline" onClick={onDismiss}>
            {t('dismiss')}
          </button>
        </p>
      ) : (
        <progress
          aria-label={entry.name}
          max={100}
          value={entry.percent}
          className="h-1.5 w-full accent-blue"
        />
      )}
    </li>
  )
}
