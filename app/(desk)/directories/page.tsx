import type { Metadata } from 'next'
import { requirePage } from '@/lib/auth/current-session'
import { listDirectories } from '@/lib/directories/list-directories'
import { translate } from '@/lib/i18n/translate'
import { DirectoriesScreen } from './_components/directories-screen'
import { DirectoryMessages } from './_components/directory-messages'

export const metadata: Metadata = { title: translate('directories.title') }

export default async function Page() {
  const session = await requirePage('directories.manage')
  return (
    <DirectoryMessages>
      <DirectoriesScreen page={await listDirectories(session)} timeZone={session.timeZone} />
    </DirectoryMessages>
  )
}
