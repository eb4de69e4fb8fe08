import type { Metadata } from 'next'
import { translate } from '@/lib/i18n/translate'
import { organisationPage } from '../_components/organisation-page'

export const metadata: Metadata = { title: translate('organisations.creating') }

export default function Page() {
  return organisationPage(null)
}
