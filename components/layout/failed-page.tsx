'use client'

import { buttonClass } from '@/components/ui/button'
import words from '@/messages/ru/failed.json'

type Props = { error: unknown; retry: () => void }

/** Something of ours broke: its number for the administrator, another try, the way home. It leans on nothing that may be broken itself. */
export function FailedPage({ error, retry }: Props) {
  const id = error instanceof Error && 'digest' in error ? String(error.digest) : ''
  return (
    <main className="mx-auto grid max-w-[640px] justify-items-start gap-3 px-5 py-[12dvh]">
      <title>{words.pageTitle}</title>
      <h1>{words.title}</h1>
      <p className="text-muted">{id ? `${words.text} ${id}` : words.textWithout}</p>
      <div className="mt-2 flex flex-wrap gap-3">
        <button type="button" onClick={retry} className={buttonClass('primary')}>
          {words.retry}
        </button>
        {/* eslint-disable-next-line @next/next/no-html-link-for-pages -- a whole new page, after a failure of this one */}
        <a href="/" className={buttonClass()}>
          {words.home}
        </a>
      </div>
    </main>
  )
}
