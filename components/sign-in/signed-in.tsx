'use client'

import { useEffect } from 'react'

/** By which a window of signing in tells the pages of this browser who has signed in. */
export const SIGNED_IN = 'elk-signed-in'

export function TellSignedIn({ login }: { login: string }) {
  useEffect(() => {
    const channel = new BroadcastChannel(SIGNED_IN)
    channel.postMessage(login)
    channel.close()
    window.close()
  }, [login])
  return null
}
