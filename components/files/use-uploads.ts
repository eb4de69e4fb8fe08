'use client'

import { useRef, useState } from 'react'
import { heard } from '@/lib/core/message'
import { sendFile } from './send-file'

export type Sending = {
  key: string
  name: string
  size: number
  percent: number
  error?: string
  /** A signature whose document is not there yet: it goes by itself after the next document. */
  waits?: boolean
}
type Settings = {
  applicationId: string
  signatures: readonly string[]
  onAttached: (file: { id: string; name: string; isSignature: boolean }) => void
}

/** Files on their way, one after another; of those taken together the documents go before their signatures. */
export function useUploads({ applicationId, signatures, onAttached }: Settings) {
  const line = useRef<Promise<void>>(Promise.resolve())
  const alone = useRef(new Map<string, File>())
  const [sending, setSending] = useState<Sending[]>([])
  const isSignature = ({ name }: File) => signatures.some((ending) => name.toLowerCase().endsWith(ending))
  const change = (key: string, part: Partial<Sending> | null) =>
    setSending((old) =>
      old.flatMap((entry) => (entry.key !== key ? [entry] : part ? [{ ...entry, ...part }] : [])),
    )

  const send = async (key: string, file: File): Promise<void> => {
    change(key, { percent: 0, error: undefined, waits: false })
    const result = await sendFile(applicationId, file, (percent) => change(key, { percent })).done
    if ('error' in result) {
      const waits = heard(result.error).key === 'files.signature.alone'
      if (waits) alone.current.set(key, file)
      return change(key, { error: result.error, waits })
    }
    change(key, null)
    onAttached({ id: result.id, name: file.name, isSignature: isSignature(file) })
    if (isSignature(file)) return
    const waiting = [...alone.current]
    alone.current.clear()
    for (const [other, signature] of waiting) await send(other, signature)
  }
  return {
    sending,
    take: (files: Iterable<File>) => {
      const ordered = [...files].sort((one, other) => Number(isSignature(one)) - Number(isSignature(other)))
      for (const file of ordered) {
        const key = crypto.randomUUID()
        setSending((old) => [...old, { key, name: file.name, size: file.size, percent: 0 }])
        line.current = line.current.then(() => send(key, file))
      }
    },
    dismiss: (key: string) => {
      alone.current.delete(key)
      change(key, null)
    },
  }
}
