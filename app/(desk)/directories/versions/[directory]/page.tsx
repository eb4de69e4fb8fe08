import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { requirePage } from '@/lib/auth/current-session'
import { listVersions } from '@/lib/directories/list-versions'
import { DirectoryFile } from '@/lib/directories/schema'
import { translate } from '@/lib/i18n/translate'
import { DirectoryMessages } from '../../_components/directory-messages'
import { Versions } from '../../_components/versions'

export const metadata: Metadata = { title: translate('directories.versions') }

export default async function Page({ params }: { params: Promise<{ directory: string }> }) {
  const session = await requirePage('directories.manage')
  const input = DirectoryFile.safeParse(await params)
  if (!input.success) notFound()
  const { directory } = input.data
  return (
    <DirectoryMessages>
      <Versions
        directory={directory}
        versions={await listVersions(session, directory)}
        timeZone={session.timeZone}
      />
    </DirectoryMessages>
  )
}
