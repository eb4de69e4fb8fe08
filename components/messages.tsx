'use client'

import type { ReactNode } from 'react'
import { IntlProvider, useMessages } from 'use-intl'
import applications from '@/messages/ru/applications.json'
import common from '@/messages/ru/common.json'
import delivery from '@/messages/ru/delivery.json'
import list from '@/messages/ru/list.json'
import refusal from '@/messages/ru/refusal.json'
import shell from '@/messages/ru/shell.json'
import type { ru } from '@/messages/ru'

/** The words that every page needs: part of the script, cached by the browser, not of each page. */
const shared = { applications, common, delivery, list, refusal, shell }

export function Messages({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  return (
    <IntlProvider locale="ru" messages={shared} timeZone={timeZone}>
      {children}
    </IntlProvider>
  )
}

/** A page's own words beside the shared ones, so that no other page loads them. */
export function MoreMessages({ of, children }: { of: Partial<typeof ru>; children: ReactNode }) {
  return (
    <IntlProvider locale="ru" messages={{ ...useMessages(), ...of }}>
      {children}
    </IntlProvider>
  )
}
