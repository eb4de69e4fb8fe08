import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { Shell, type Section } from '@/components/layout/shell'
import { themes } from '@/components/layout/themes'
import { requirePage } from '@/lib/auth/current-session'
import { esiaIsOn } from '@/lib/auth/esia/settings'
import { can, type Permission } from '@/lib/auth/permissions'
import { gepsIsOn } from '@/lib/notifications/send-notification'
import { Providers } from './providers'

const sections: [Section, Permission][] = [
  ['applications', 'applications.read'],
  ['deliveries', 'deliveries.read'],
  ['notifications', 'notifications.read'],
  ['directories', 'services.manage'],
  ['settings', 'settings.history'],
]

export default async function DeskLayout({ children }: { children: ReactNode }) {
  const session = await requirePage()
  const jar = await cookies()
  const theme = themes.find((name) => name === jar.get('theme')?.value) ?? 'system'
  return (
    <Providers
      timeZone={session.timeZone}
      hotKeys={jar.get('hot-keys')?.value !== 'off'}
      who={{ login: session.login, name: session.name, esia: esiaIsOn() }}
    >
      <Shell
        person={{
          name: session.name,
          roles: session.roles,
          organisation: session.organisationName,
          office: session.officeName,
        }}
        theme={theme}
        environment={session.environment}
        sections={sections
          .filter(([section, right]) => can(session, right) && (section !== 'notifications' || gepsIsOn()))
          .map(([section]) => section)}
      >
        {children}
      </Shell>
    </Providers>
  )
}
