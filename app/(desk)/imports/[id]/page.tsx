import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { importKinds } from '@/app/import-kinds'
import { ImportMessages } from '@/components/imports/import-messages'
import { requirePage } from '@/lib/auth/current-session'
import { now } from '@/lib/core/clock'
import { Refusal } from '@/lib/core/errors'
import { isId } from '@/lib/core/ids'
import { translate } from '@/lib/i18n/translate'
import { getImport } from '@/lib/imports/get-import'
import { ImportScreen } from './_components/import-screen'

export const metadata: Metadata = { title: translate('imports.title') }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const session = await requirePage('imports.run')
  const { id } = await params
  if (!isId(id)) notFound()
  const view = await getImport(session, importKinds, { importId: id }).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'NOT_FOUND') notFound()
    throw error
  })
  return (
    <ImportMessages>
      <ImportScreen view={view} at={now().toISOString()} timeZone={session.timeZone} />
    </ImportMessages>
  )
}
