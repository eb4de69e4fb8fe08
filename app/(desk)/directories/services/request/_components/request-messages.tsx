'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import letters from '@/messages/ru/letters.json'

/** The words of a letter to the СЦ. */
export function RequestMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={{ letters }}>{children}</MoreMessages>
}
