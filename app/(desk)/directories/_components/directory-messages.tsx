'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import directories from '@/messages/ru/directories.json'
import imports from '@/messages/ru/imports.json'

const words = { directories, imports }

/** The words of the directories' pages. */
export function DirectoryMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
