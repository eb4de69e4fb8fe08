'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { SIGNED_IN } from '@/components/sign-in/signed-in'
import type { SessionEnd } from '@/lib/users/get-session-end'
import { activeWithin } from '../activity'
import { HttpError, isSignedOut } from '../fetch-json'

const MINUTE = 60_000
const AHEAD = 2 * MINUTE
const LONGEST = 2 ** 31 - 1 // of a browser's timer
/** By which the tabs of a browser tell each other that the session goes on. */
const PROLONGED = 'elk-session-prolonged'

async function ask(stay: boolean): Promise<SessionEnd> {
  const response = await fetch('/api/session', { headers: { 'x-refresh': stay ? '0' : '1' } })
  if (!response.ok) throw new HttpError(response.status)
  return (await response.json()) as SessionEnd
}

const leftOf = ({ idleMs, absoluteMs }: SessionEnd): number => Math.min(idleMs, absoluteMs)
const whyOf = ({ idleMs, absoluteMs }: SessionEnd): 'absolute' | 'idle' =>
  absoluteMs <= idleMs ? 'absolute' : 'idle'

/**
 * When the session ends, as the server knows it: asked two minutes ahead of it, so that all tabs say the same, and each
 * minute in which somebody works here without asking the server anything. `onIdleEnd`: nobody has stayed.
 */
export function useSessionEnd(onIdleEnd: () => Promise<unknown>) {
  const [told, setTold] = useState(false) // of the absolute end, once
  const found = useQuery<SessionEnd>({
    queryKey: ['session-end'],
    queryFn: () => ask(false),
    refetchInterval: ({ state: { data, error } }) => {
      if (isSignedOut(error)) return false
      const left = data ? leftOf(data) : AHEAD + MINUTE
      return Math.min(left > AHEAD ? left - AHEAD : Math.max(left, 0) + 1000, LONGEST)
    },
    refetchIntervalInBackground: true,
  })
  const { data, error, dataUpdatedAt, refetch } = found
  const prolong = async () => {
    await ask(true).catch(() => null)
    await refetch()
    const channel = new BroadcastChannel(PROLONGED)
    channel.postMessage(null)
    channel.close()
  }
  const work = useEffectEvent(() => void (activeWithin(MINUTE) && prolong()))
  const look = useEffectEvent(() => void refetch())
  const end = useEffectEvent(() => {
    if (data && whyOf(data) === 'idle') void onIdleEnd().then(() => refetch())
  })
  useEffect(() => {
    const working = window.setInterval(() => work(), MINUTE)
    const channels = [PROLONGED, SIGNED_IN].map((name) => {
      const channel = new BroadcastChannel(name)
      channel.onmessage = () => look()
      return channel
    })
    return () => {
      window.clearInterval(working)
      for (const channel of channels) channel.close()
    }
  }, [])
  const ended = isSignedOut(error)
  useEffect(() => {
    if (ended) end()
  }, [ended])
  const why = data && whyOf(data)
  const soon = data && leftOf(data) <= AHEAD && !ended && !(why === 'absolute' && told)
  return {
    ending: soon && why ? { why, at: new Date(dataUpdatedAt + leftOf(data)) } : null,
    stay: () => (why === 'absolute' ? setTold(true) : void prolong()),
  }
}
