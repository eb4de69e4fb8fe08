'use client'

import * as Menu from '@radix-ui/react-dropdown-menu'
import Link from 'next/link'
import { signOut } from 'next-auth/react'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Icon } from '@/components/ui/icon'
import { useDesk } from './hot-keys'
import { userButton, UserFace, type Person } from './user-face'
import { remember } from './remember'
import { themes, type Theme } from './themes'

const item =
  'flex min-h-9 cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-highlighted:bg-blue-weak data-highlighted:text-blue forced-colors:data-highlighted:outline-2'

/** Who is signed in, and the choices of this browser. */
export function OpenUserMenu({ person, theme: first }: { person: Person; theme: Theme }) {
  const t = useTranslations('shell')
  const { on, turn, showHelp } = useDesk()
  const [theme, setTheme] = useState(first)
  const [leaving, setLeaving] = useState(false)
  const leave = async () => {
    setLeaving(true)
    const left = await signOut({ redirect: false }).catch(() => undefined)
    window.location.assign(left?.url ?? '/login')
  }
  const choose = (next: string) => {
    const known = themes.find((name) => name === next) ?? 'system'
    setTheme(known)
    remember('theme', known)
    document.documentElement.dataset.theme = known
  }
  return (
    <Menu.Root modal={false} defaultOpen>
      <Menu.Trigger className={userButton}>
        <UserFace name={person.name} text={leaving ? t('signingOut') : person.name} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) w-72 overflow-auto rounded-xl border border-line-strong bg-raised p-2"
        >
          <div className="px-2 pt-1 pb-2">
            <div className="font-medium">{person.name}</div>
            <div className="text-[13px] leading-[18px] text-muted">
              {person.roles.map((role) => t(`role.${role}`)).join(', ')}
            </div>
            <div className="text-[13px] leading-[18px] text-muted">
              {[person.organisation, person.office].filter(Boolean).join(' · ')}
            </div>
          </div>
          <Menu.Item asChild>
            <Link href="/account" className={item}>
              {t('account')}
            </Link>
          </Menu.Item>
          <Line />
          <Menu.RadioGroup value={theme} onValueChange={choose} aria-label={t('theme.title')}>
            <Menu.Label className="px-2 py-1 text-[13px] leading-[18px] text-muted">
              {t('theme.title')}
            </Menu.Label>
            {themes.map((name) => (
              <Menu.RadioItem key={name} value={name} className={item} onSelect={keepOpen}>
                <Tick>
                  <Menu.ItemIndicator>
                    <Icon name="ok" />
                  </Menu.ItemIndicator>
                </Tick>
                {t(`theme.${name}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Line />
          <Menu.CheckboxItem checked={on} onCheckedChange={turn} className={item} onSelect={keepOpen}>
            <Tick>
              <Menu.ItemIndicator>
                <Icon name="ok" />
              </Menu.ItemIndicator>
            </Tick>
            {t('hotKeys')}
          </Menu.CheckboxItem>
          <Menu.Item className={item} onSelect={() => setTimeout(showHelp)}>
            <Tick />
            {t('keysHelp')}
          </Menu.Item>
          <Line />
          <Menu.Item className={item} onSelect={() => void leave()}>
            <Tick />
            {t('signOut')}
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  )
}

const keepOpen = (event: Event) => event.preventDefault()
const Line = () => <Menu.Separator className="my-1 h-px bg-line" />
const Tick = ({ children }: { children?: ReactNode }) => (
  <span className="grid size-4 shrink-0 place-items-center">{children}</span>
)
