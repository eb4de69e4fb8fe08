'use client'

import type { ReactNode } from 'react'
import { IntlProvider } from 'use-intl'
import { ru } from '@/messages/ru'

/** The words for client components: part of the script, cached by the browser, not of each page. */
export function Messages({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  return (
    <IntlProvider locale="ru" messages={ru} timeZone={timeZone}>
      {children}
    </IntlProvider>
  )
}
