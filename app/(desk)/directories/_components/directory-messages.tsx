'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import directories from '@/messages/ru/directories.json'

const words = { directories }

/** The words of the directories' pages. */
export function DirectoryMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
