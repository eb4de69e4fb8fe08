'use client'

import { FailedPage } from '@/components/layout/failed-page'
import './globals.css'

type Props = { error: unknown; retry: () => void }

/** When the root layout itself failed: it brings its own html and words. */
export default function Failed({ error, retry }: Props) {
  return (
    <html lang="ru" data-theme="system">
      <body>
        <FailedPage error={error} retry={retry} />
      </body>
    </html>
  )
}
