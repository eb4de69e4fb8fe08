'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import type { UserSession } from '@/lib/users/get-user'
import { endSessionsAction } from '../actions'
import { useAct } from './use-act'

type Props = { sessions: UserSession[]; userId: string; organisationId: string | undefined }

/** Where the person is signed in now; an administrator closes one or all. */
export function SessionList({ sessions, userId, organisationId }: Props) {
  const t = useTranslations('users')
  const format = useFormatter()
  const { busy, problem, act } = useAct()
  const end = (sessionId?: string) => void act(endSessionsAction({ id: userId, sessionId, organisationId }))
  const time = (at: Date) => format.dateTime(new Date(at), { dateStyle: 'short', timeStyle: 'short' })
  return (
    <section aria-labelledby="user-sessions" className="mt-4 grid gap-2 border-t border-line pt-3 text-sm">
      <h3 id="user-sessions">{t('sessions')}</h3>
      {sessions.length === 0 && <p className="text-muted">{t('noSessions')}</p>}
      <ul className="grid gap-2">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-2">
            <span>
              {t('session', { created: time(session.createdAt), seen: time(session.lastSeenAt) })}
              {session.ip && <span className="text-muted">, {t('sessionFrom', { ip: session.ip })}</span>}
            </span>
            <Button busy={busy} onClick={() => end(session.id)}>
              {t('endSession')}
            </Button>
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button className="w-fit" busy={busy} onClick={() => end()}>
          {t('endAll')}
        </Button>
      )}
      <p role="alert" className={problem ? 'text-red' : 'sr-only'}>
        {problem}
      </p>
    </section>
  )
}
