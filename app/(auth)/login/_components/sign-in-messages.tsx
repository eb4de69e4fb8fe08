'use client'

import type { ReactNode } from 'react'
import { MoreMessages } from '@/components/messages'
import signIn from '@/messages/ru/signIn.json'

const words = { signIn }

/** The words of the sign-in form. */
export function SignInMessages({ children }: { children: ReactNode }) {
  return <MoreMessages of={words}>{children}</MoreMessages>
}
