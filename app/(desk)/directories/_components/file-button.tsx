'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useWords } from '@/components/form/use-words'
import { Button } from '@/components/ui/button'
import type { DirectoryNumber } from '@/lib/directories/schema'

type Props = { directory: DirectoryNumber; name: string; onProblem: (problem: string) => void }

/** «Из файла»: chosen, read and shown as differences; nothing is changed yet. */
export function FileButton({ directory, name, onProblem }: Props) {
  const t = useTranslations('directories')
  const words = useWords()
  const router = useRouter()
  const picker = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const send = async (file: File) => {
    setBusy(true)
    onProblem('')
    const answer = await fetch(`/api/directories/file?directory=${directory}`, {
      method: 'POST',
      body: file,
      headers: { 'x-file-name': encodeURIComponent(file.name), 'content-type': 'application/octet-stream' },
    })
      .then((response) => response.json() as Promise<{ importId?: string; message?: string }>)
      .catch(() => null)
    if (answer?.importId) return router.push(`/directories/${answer.importId}`)
    setBusy(false)
    onProblem(words(answer?.message ?? 'refusal.away'))
  }
  return (
    <>
      <Button
        look="ghost"
        busy={busy}
        onClick={() => picker.current?.click()}
        aria-label={t('fileOf', { name })}
        className="min-h-7! py-0!"
      >
        {t('file')}
      </Button>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".csv,.xlsx,.xml,.txt"
        aria-label={t('fileOf', { name })}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) void send(file)
          event.target.value = ''
        }}
      />
    </>
  )
}
