'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Messages } from '@/components/messages'
import { isSignedOut } from './fetch-json'
import { PersonDesk } from './_components/person-desk'
import { WhoContext, type Who } from './who'
import { HotKeys } from '@/components/layout/hot-keys'

type Props = { timeZone: string; hotKeys: boolean; who: Who; children: ReactNode }

/** Words, what was read from the server, and keys: for every screen of the desk. */
export function Providers({ timeZone, hotKeys, who, children }: Props) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            // A request may be overtaken by a proof, which changes the cookie: a 401 is believed the second time.
            retry: (failures, error) => isSignedOut(error) && failures < 1,
            retryDelay: 500,
            staleTime: 2000,
            gcTime: 120_000,
          },
        },
      }),
  )
  return (
    <Messages timeZone={timeZone}>
      <QueryClientProvider client={client}>
        <WhoContext value={who}>
          <PersonDesk>
            <HotKeys initiallyOn={hotKeys}>{children}</HotKeys>
          </PersonDesk>
        </WhoContext>
      </QueryClientProvider>
    </Messages>
  )
}
