'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import card from '@/messages/ru/card.json'
import citizenText from '@/messages/ru/citizenText.json'
import files from '@/messages/ru/files.json'
import form from '@/messages/ru/form.json'
import identifiers from '@/messages/ru/identifiers.json'
import registration from '@/messages/ru/registration.json'
import signIn from '@/messages/ru/signIn.json'
import statuses from '@/messages/ru/statuses.json'
import verdict from '@/messages/ru/verdict.json'

const words = { card, citizenText, files, form, identifiers, registration, signIn, statuses, verdict }

/** The words of one application: its form and its card. */
export function ApplicationMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
