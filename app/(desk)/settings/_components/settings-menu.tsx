'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Icon } from '@/components/ui/icon'
import { places, type Place } from './places'

const link = 'flex min-h-9 items-center rounded-lg px-3 py-1.5 text-sm'

/** Left of every page of «Настройки системы»; in a narrow window above it. */
export function SettingsMenu({ granted }: { granted: Place[] }) {
  const t = useTranslations('settings')
  const path = usePathname()
  const shown = places.filter(({ key }) => granted.includes(key))
  const access = shown.filter((place) => 'of' in place)
  const [open, setOpen] = useState(true)
  const item = ({ key, href }: (typeof shown)[number], inner = false) => {
    const here = href === '/settings' ? path === href : path.startsWith(href)
    return (
      <li key={key}>
        <Link
          href={href}
          aria-current={here ? 'page' : undefined}
          className={`${link} ${inner ? 'pl-7' : ''} ${here ? 'bg-blue-weak font-semibold text-blue forced-colors:outline-2' : 'hover:bg-bg'}`}
        >
          {t(key)}
        </Link>
      </li>
    )
  }
  return (
    <nav
      aria-label={t('menu')}
      className="border-line p-2 max-lg:border-b lg:w-[212px] lg:shrink-0 lg:border-r"
    >
      <ul className="grid gap-0.5 max-lg:grid-cols-2 max-sm:grid-cols-1">
        {shown.filter(({ key }) => key === 'main').map((place) => item(place))}
        {access.length > 0 && (
          <li>
            <button
              type="button"
              aria-expanded={open}
              aria-controls="settings-access"
              onClick={() => setOpen(!open)}
              className={`${link} w-full justify-between hover:bg-bg`}
            >
              {t('access')}
              <Icon name={open ? 'down' : 'right'} />
            </button>
            <ul id="settings-access" hidden={!open} className="grid gap-0.5">
              {access.map((place) => item(place, true))}
            </ul>
          </li>
        )}
        {shown.filter((place) => !('of' in place) && place.key !== 'main').map((place) => item(place))}
      </ul>
    </nav>
  )
}
