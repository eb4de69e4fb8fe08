'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import identifiers from '@/messages/ru/identifiers.json'
import notifications from '@/messages/ru/notifications.json'

const words = { identifiers, notifications }

/** The words of this page. */
export function NotificationMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
