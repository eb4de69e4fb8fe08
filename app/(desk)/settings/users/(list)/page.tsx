import type { Metadata } from 'next'
import { requirePage } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'

export const metadata: Metadata = { title: translate('users.title') }

export default async function Page() {
  await requirePage('users.manage')
  return <p className="text-muted max-lg:sr-only">{translate('users.choose')}</p>
}
