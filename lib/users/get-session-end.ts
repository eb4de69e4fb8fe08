import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { notFound } from '@/lib/core/errors'
import { listSessions } from './get-user'

/** Milliseconds from now: a browser's clock may be another one. */
export type SessionEnd = { idleMs: number; absoluteMs: number }

export async function getSessionEnd(session: Session): Promise<SessionEnd> {
  const at = now().getTime()
  const own = (await listSessions(session, session.userId)).find(({ id }) => id === session.id)
  if (!own) throw notFound()
  return {
    idleMs: own.lastSeenAt.getTime() + env().SESSION_IDLE_MINUTES * 60_000 - at,
    absoluteMs: own.expiresAt.getTime() - at,
  }
}
