'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import identifiers from '@/messages/ru/identifiers.json'
import imports from '@/messages/ru/imports.json'

const words = { identifiers, imports }

/** The words of imports, and of the rules that rows are judged by. */
export function ImportMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
