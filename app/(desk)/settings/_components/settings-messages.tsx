'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import account from '@/messages/ru/account.json'
import audit from '@/messages/ru/audit.json'
import conflict from '@/messages/ru/conflict.json'
import identifiers from '@/messages/ru/identifiers.json'
import letters from '@/messages/ru/letters.json'
import organisations from '@/messages/ru/organisations.json'
import settings from '@/messages/ru/settings.json'
import users from '@/messages/ru/users.json'

const words = { account, audit, conflict, identifiers, letters, organisations, settings, users }

/** The words of «Настройки системы». */
export function SettingsMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
