'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Icon, type IconName } from '@/components/ui/icon'
import { EnvironmentBadge } from './environment-badge'
import type { Theme } from './themes'
import type { Person } from './user-face'
import { UserMenu } from './user-menu'

export type Section = 'applications' | 'deliveries' | 'notifications' | 'directories' | 'settings'
const places: Record<Section, { href: string; icon: IconName }> = {
  applications: { href: '/applications', icon: 'list' },
  deliveries: { href: '/deliveries', icon: 'send' },
  notifications: { href: '/notifications', icon: 'file' },
  directories: { href: '/directories', icon: 'book' },
  settings: { href: '/settings', icon: 'settings' },
}

type Props = {
  person: Person
  theme: Theme
  environment: string
  sections: Section[]
  children: ReactNode
}

/** What stands around every screen: top bar, rail, the place for the page. Under 1024 px the page itself scrolls. */
export function Shell({ person, theme, environment, sections, children }: Props) {
  const t = useTranslations('shell')
  const common = useTranslations('common')
  const [menu, setMenu] = useState(false)
  return (
    <div className="lg:grid lg:h-dvh lg:grid-cols-[84px_minmax(0,1fr)] lg:grid-rows-[48px_minmax(0,1fr)]">
      <a
        href="#main"
        className="absolute top-1 left-1 z-50 -translate-y-20 rounded-lg bg-blue px-4 py-2 text-on-accent focus:translate-y-0"
      >
        {t('toMain')}
      </a>
      <header className="top-bar sticky top-0 z-30 flex h-12 items-center gap-2 border-b border-line bg-surface pr-2 sm:gap-3.5 lg:col-span-2 lg:pr-4 [@media(max-height:399px)]:static">
        <Link
          href="/"
          aria-label={common('home')}
          className="grid h-full w-11 shrink-0 place-items-center text-blue lg:w-[84px]"
        >
          <Icon name="send" size={22} />
        </Link>
        {sections.length > 0 && (
          <button
            type="button"
            aria-expanded={menu}
            aria-controls="sections"
            onClick={() => setMenu(!menu)}
            className="flex min-h-9 items-center gap-1.5 rounded-lg px-1.5 hover:bg-bg lg:hidden"
          >
            <Icon name="menu" />
            {t('menu')}
          </button>
        )}
        <b className="font-semibold whitespace-nowrap max-sm:hidden">{common('product')}</b>
        <span className="organisation min-w-0 flex-1 truncate text-muted max-lg:invisible">
          {[person.organisation, person.office].filter(Boolean).join(' · ')}
        </span>
        <EnvironmentBadge environment={environment} />
        <UserMenu person={person} theme={theme} />
      </header>
      <nav
        id="sections"
        aria-label={t('sections')}
        className={`${menu ? 'flex' : 'hidden'} flex-col gap-0.5 border-line bg-surface px-1 py-2 max-lg:border-b lg:flex lg:border-r`}
      >
        {sections.map((section) => (
          <Place key={section} section={section} onGo={() => setMenu(false)} />
        ))}
      </nav>
      <main
        id="main"
        tabIndex={-1}
        className="relative min-w-0 outline-none lg:flex lg:min-h-0 lg:flex-col lg:overflow-auto"
      >
        {children}
      </main>
    </div>
  )
}

function Place({ section, onGo }: { section: Section; onGo: () => void }) {
  const t = useTranslations('shell')
  const { href, icon } = places[section]
  const here = usePathname().startsWith(href)
  return (
    <Link
      href={href}
      onClick={onGo}
      aria-current={here ? 'page' : undefined}
      className={`flex items-center gap-2 rounded-lg px-3 py-2 lg:flex-col lg:gap-0.5 lg:px-0 lg:pt-[7px] lg:pb-[5px] lg:text-[11px] lg:leading-[14px] ${here ? 'bg-blue-weak font-semibold text-blue forced-colors:outline-2' : 'text-muted hover:bg-bg'}`}
    >
      <Icon name={icon} size={20} />
      {t(section)}
    </Link>
  )
}
