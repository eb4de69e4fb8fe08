'use client'

import { useEffect, useEffectEvent } from 'react'
import { SIGNED_IN } from '@/components/sign-in/signed-in'
import { buttonClass } from '@/components/ui/button'

type Props = { label: string; hint: string; onSignedIn: (login: string) => void }

/** Signing in through ЕСИА in another window, which tells this page when it is done; nothing here is lost meanwhile. */
export function EsiaWindow({ label, hint, onSignedIn }: Props) {
  const tell = useEffectEvent(onSignedIn)
  useEffect(() => {
    const channel = new BroadcastChannel(SIGNED_IN)
    channel.onmessage = ({ data }) => typeof data === 'string' && tell(data)
    return () => channel.close()
  }, [])
  return (
    <form method="post" action="/api/esia/start" target="esia-sign-in" className="grid gap-1 pb-2">
      <input type="hidden" name="next" value="/signed-in" />
      <button type="submit" aria-describedby="esia-window-hint" className={buttonClass()}>
        {label}
      </button>
      <p id="esia-window-hint" className="text-[13px] leading-[18px] text-muted">
        {hint}
      </p>
    </form>
  )
}
