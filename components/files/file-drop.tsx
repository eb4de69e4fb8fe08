'use client'

import { useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { formatSize } from '@/lib/core/format'
import { sendFile } from './send-file'

type Sending = { key: string; name: string; size: number; percent: number; error?: string }
type Props = {
  id?: string
  applicationId: string
  accept: readonly string[]
  onAttached: (id: string) => void
  children?: ReactNode
}

/** Files by drag and drop or by the button, several at once, one after another, each with its progress or its error. */
export function FileDrop({ id, applicationId, accept, onAttached, children }: Props) {
  const t = useTranslations('card.files')
  const words = useWords()
  const picker = useRef<HTMLInputElement>(null)
  const line = useRef<Promise<void>>(Promise.resolve())
  const [sending, setSending] = useState<Sending[]>([])
  const [over, setOver] = useState(false)
  const [told, setTold] = useState('')
  const change = (key: string, part: Partial<Sending> | null) =>
    setSending((old) =>
      old.flatMap((entry) => (entry.key !== key ? [entry] : part ? [{ ...entry, ...part }] : [])),
    )

  const take = (files: Iterable<File>) => {
    for (const file of files) {
      const key = crypto.randomUUID()
      setSending((old) => [...old, { key, name: file.name, size: file.size, percent: 0 }])
      line.current = line.current.then(async () => {
        const result = await sendFile(applicationId, file, (percent) => change(key, { percent })).done
        if ('error' in result) return change(key, { error: result.error })
        change(key, null)
        setTold(t('added', { name: file.name }))
        onAttached(result.id)
      })
    }
  }
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
          {t('drop')}. {t('accepts')}
        </span>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept={accept.join(',')}
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
          <li key={entry.key} className="mt-2 text-sm">
            <div className="flex flex-wrap justify-between gap-x-3">
              <span className="min-w-0 break-all">
                {entry.name} <span className="text-muted">{formatSize(entry.size)}</span>
              </span>
              {!entry.error && (
                <span className="text-muted">{t('progress', { percent: entry.percent })}</span>
              )}
            </div>
            {entry.error ? (
              <p role="alert" className="flex flex-wrap items-start gap-x-2 text-[13px] text-red">
                <Icon name="no" />
                <span className="min-w-0 flex-1">{words(entry.error)}</span>
                <button type="button" className="text-blue underline" onClick={() => change(entry.key, null)}>
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
        ))}
      </ul>
    </div>
  )
}
