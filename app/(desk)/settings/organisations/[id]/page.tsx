import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { isId } from '@/lib/core/ids'
import { translate } from '@/lib/i18n/translate'
import { organisationPage } from '../_components/organisation-page'

export const metadata: Metadata = { title: translate('organisations.editing') }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return isId(id) ? organisationPage(id) : notFound()
}
