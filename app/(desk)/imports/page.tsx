import type { Metadata } from 'next'
import { importKinds } from '@/app/import-kinds'
import { ImportMessages } from '@/components/imports/import-messages'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { translate } from '@/lib/i18n/translate'
import { listImports } from '@/lib/imports/list-imports'
import { ImportList } from './_components/import-list'

export const metadata: Metadata = { title: translate('imports.mine') }

export default async function Page() {
  const session = await requirePage('imports.run')
  const kinds = importKinds.filter(({ permission }) => can(session, permission)).map(({ name }) => name)
  return (
    <ImportMessages>
      <ImportList lines={await listImports(session)} kinds={kinds} timeZone={session.timeZone} />
    </ImportMessages>
  )
}
