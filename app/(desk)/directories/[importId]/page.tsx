import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { requirePage } from '@/lib/auth/current-session'
import { Refusal } from '@/lib/core/errors'
import { previewImport } from '@/lib/directories/preview-import'
import { PreviewImport } from '@/lib/directories/schema'
import { translate } from '@/lib/i18n/translate'
import { DirectoryMessages } from '../_components/directory-messages'
import { PreviewScreen } from './_components/preview-screen'

export const metadata: Metadata = { title: translate('directories.differences') }

type Props = {
  params: Promise<{ importId: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ params, searchParams }: Props) {
  const session = await requirePage('directories.manage')
  const input = PreviewImport.safeParse({ ...(await searchParams), ...(await params) })
  if (!input.success) notFound()
  const preview = await previewImport(session, input.data).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'NOT_FOUND') notFound()
    throw error
  })
  return (
    <DirectoryMessages>
      <PreviewScreen preview={preview} kind={input.data.kind ?? null} timeZone={session.timeZone} />
    </DirectoryMessages>
  )
}
