'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Messages } from '@/components/messages'
import { HotKeys } from '@/components/layout/hot-keys'

type Props = { timeZone: string; hotKeys: boolean; children: ReactNode }

/** Words, what was read from the server, and keys: for every screen of the desk. */
export function Providers({ timeZone, hotKeys, children }: Props) {
  const [client] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 2000, gcTime: 120_000 } } }),
  )
  return (
    <Messages timeZone={timeZone}>
      <QueryClientProvider client={client}>
        <HotKeys initiallyOn={hotKeys}>{children}</HotKeys>
      </QueryClientProvider>
    </Messages>
  )
}
