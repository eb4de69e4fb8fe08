'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import catalogue from '@/messages/ru/catalogue.json'
import citizenText from '@/messages/ru/citizenText.json'
import conflict from '@/messages/ru/conflict.json'
import identifiers from '@/messages/ru/identifiers.json'

const words = { catalogue, citizenText, conflict, identifiers }

/** The words of a service's card. */
export function ServiceMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
