'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import account from '@/messages/ru/account.json'
import audit from '@/messages/ru/audit.json'
import conflict from '@/messages/ru/conflict.json'
import form from '@/messages/ru/form.json'
import identifiers from '@/messages/ru/identifiers.json'
import letters from '@/messages/ru/letters.json'
import organisations from '@/messages/ru/organisations.json'
import settings from '@/messages/ru/settings.json'
import signIn from '@/messages/ru/signIn.json'
import users from '@/messages/ru/users.json'

const words = {
  account,
  audit,
  conflict,
  form,
  identifiers,
  letters,
  organisations,
  settings,
  signIn,
  users,
}

/** The words of «Настройки системы». */
export function SettingsMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
