import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { getForm } from '@/lib/applications/get-form'
import { requirePage } from '@/lib/auth/current-session'
import { Refusal } from '@/lib/core/errors'
import { translate } from '@/lib/i18n/translate'
import { ApplicationForm } from '../../new/_components/application-form'
import { ApplicationMessages } from '../../_components/application-messages'

export const metadata: Metadata = { title: translate('card.edit') }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const session = await requirePage('applications.write')
  const { id } = await params
  const open = await getForm(session, { id }).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'NOT_FOUND') notFound()
    throw error
  })
  if (open.stage === 'closed') redirect(`/applications/${id}`)
  return (
    <ApplicationMessages>
      <ApplicationForm key={id} open={open} />
    </ApplicationMessages>
  )
}
