import type { Metadata } from 'next'
import { translate } from '@/lib/i18n/translate'
import { servicePage } from '../_components/service-page'

export const metadata: Metadata = { title: translate('catalogue.title') }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return servicePage((await params).id)
}
