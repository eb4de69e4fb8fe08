'use client'

import { FailedPage } from '@/components/layout/failed-page'

type Props = { error: unknown; retry: () => void }

export default function Failed({ error, retry }: Props) {
  return <FailedPage error={error} retry={retry} />
}
