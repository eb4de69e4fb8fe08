import type { Metadata } from 'next'
import { newForm } from '@/lib/applications/get-form'
import { requirePage } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'
import { ApplicationForm } from './_components/application-form'
import { ApplicationMessages } from '../_components/application-messages'

export const metadata: Metadata = { title: translate('form.newTitle') }

export default async function Page() {
  const session = await requirePage('applications.write')
  return (
    <ApplicationMessages>
      <ApplicationForm open={await newForm(session)} />
    </ApplicationMessages>
  )
}
