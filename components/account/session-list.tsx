'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { useAct, type Answer } from '@/components/form/use-act'

type Open = { id: string; createdAt: Date; lastSeenAt: Date; ip: string | null }
type Props = {
  sessions: Open[]
  /** The one that this page is open in: it ends by signing out. */
  current?: string
  /** Absent: they are only looked at. */
  end?: (sessionId?: string) => Promise<Answer<unknown>>
}

/** Where a person is signed in now; they, or their administrator, close one or all others. */
export function SessionList({ sessions, current, end }: Props) {
  const t = useTranslations('account')
  const format = useFormatter()
  const { busy, problem, act } = useAct()
  const close = end && ((sessionId?: string) => void act(() => end(sessionId)))
  const time = (at: Date) => format.dateTime(new Date(at), { dateStyle: 'short', timeStyle: 'short' })
  return (
    <section aria-labelledby="user-sessions" className="grid gap-2 text-sm">
      <h3 id="user-sessions" className="font-semibold">
        {t('sessions')}
      </h3>
      {sessions.length === 0 && <p className="text-muted">{t('noSessions')}</p>}
      <ul className="grid gap-2">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-2">
            <span>
              {t('session', { created: time(session.createdAt), seen: time(session.lastSeenAt) })}
              {session.ip && <span className="text-muted">, {t('sessionFrom', { ip: session.ip })}</span>}
            </span>
            {session.id === current ? (
              <span className="text-muted">{t('thisSession')}</span>
            ) : (
              close && (
                <Button busy={busy} onClick={() => close(session.id)}>
                  {t('endSession')}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      {close && sessions.length > 1 && (
        <Button className="w-fit" busy={busy} onClick={() => close()}>
          {current ? t('endOthers') : t('endAll')}
        </Button>
      )}
      <p role="alert" className={problem ? 'text-red' : 'sr-only'}>
        {problem}
      </p>
    </section>
  )
}
