import type { Metadata } from 'next'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { countWithoutTku } from '@/lib/catalogue/list-catalogue'
import { listDirectories } from '@/lib/directories/list-directories'
import { translate } from '@/lib/i18n/translate'
import { DirectoriesFrame } from './_components/directories-frame'
import { DirectoriesScreen } from './_components/directories-screen'
import { DirectoryMessages } from './_components/directory-messages'

export const metadata: Metadata = { title: translate('directories.title') }

/** The catalogue of services comes first; the directories of ЕСНСИ belong to the module. */
export default async function Page() {
  const session = await requirePage('services.manage')
  const services = translate('catalogue.without', { count: await countWithoutTku(session) })
  return (
    <DirectoryMessages>
      {can(session, 'directories.manage') ? (
        <DirectoriesScreen
          page={await listDirectories(session)}
          services={services}
          timeZone={session.timeZone}
        />
      ) : (
        <DirectoriesFrame services={services} />
      )}
    </DirectoryMessages>
  )
}
