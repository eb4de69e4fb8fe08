import type { ReactNode } from 'react'
import { requirePage } from '@/lib/auth/current-session'
import { can } from '@/lib/auth/permissions'
import { places } from './_components/places'
import { SettingsMenu } from './_components/settings-menu'
import { SettingsMessages } from './_components/settings-messages'

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const session = await requirePage('organisation.read')
  return (
    <SettingsMessages>
      <div className="lg:flex lg:min-h-0 lg:flex-1">
        <SettingsMenu granted={places.filter(({ right }) => can(session, right)).map(({ key }) => key)} />
        <div className="min-w-0 flex-1 lg:overflow-auto">{children}</div>
      </div>
    </SettingsMessages>
  )
}
