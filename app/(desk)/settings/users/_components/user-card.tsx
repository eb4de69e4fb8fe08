'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { SavedNote } from '@/components/form/saved-note'
import { useAct } from '@/components/form/use-act'
import { SessionList } from '@/components/account/session-list'
import { Badge } from '@/components/ui/badge'
import { Button, buttonClass } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { UserCard, UserSession } from '@/lib/users/get-user'
import { dropTotpOfAction, endSessionsAction, enableUserAction, resetPasswordAction } from '../actions'
import { AskDialog } from '@/components/form/ask-dialog'
import { DisableDialog } from './disable-dialog'
import { PasswordDialog } from './password-dialog'
import { UserFacts } from './user-facts'
import { usersHref } from './users-href'

type Props = {
  user: UserCard & { hasTotp: boolean }
  sessions: UserSession[]
  /** Drafts and applications in work that they answer for. */
  open: number
  organisationId: string | undefined
  own: boolean
  may: { change: boolean; close: boolean }
  /** The session that this page is open in, when it is the card of its own person. */
  current: string | undefined
}

/** The card right of the list; the blue pencil is top right, as in ПГС (U04). */
export function UserCardView({ user, sessions, open, organisationId, own, may, current }: Props) {
  const t = useTranslations('users')
  const router = useRouter()
  const { busy, problem, act } = useAct()
  const [asking, setAsking] = useState<'disable' | 'reset' | 'codes'>()
  const [password, setPassword] = useState('')
  const name = [user.lastName, user.firstName, user.middleName].filter(Boolean).join(' ')
  const { id, version } = user
  const reset = async () => {
    const made = await act(() => resetPasswordAction({ id, organisationId }))
    setAsking(undefined)
    if (made) setPassword(made.password)
  }
  return (
    <article aria-labelledby="user-name" className="rounded-xl border border-line bg-surface p-4">
      <header className="mb-3 flex items-start justify-between gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 id="user-name" tabIndex={-1}>
            {name}
          </h2>
          <Badge tone={user.disabledAt ? 'outline' : 'ok'}>
            {user.disabledAt ? t('disabled') : t('active')}
          </Badge>
          <SavedNote text={t('saved')} focus="user-name" />
        </div>
        {may.change && (
          <Link
            href={usersHref(`${id}/edit`, organisationId)}
            aria-label={t('edit')}
            title={t('edit')}
            className={`${buttonClass('primary')} !px-2.5`}
          >
            <Icon name="pencil" size={20} />
          </Link>
        )}
      </header>
      <p role="alert" className={problem ? 'mb-2 text-sm text-red' : 'sr-only'}>
        {problem}
      </p>
      {!may.change && <p className="mb-2 text-sm text-muted">{t('systemAdministrator')}</p>}
      <UserFacts user={user} />
      <div className="mt-4 border-t border-line pt-3">
        <SessionList
          sessions={sessions}
          current={current}
          end={
            may.change || own
              ? (sessionId) => endSessionsAction({ id, sessionId, organisationId })
              : undefined
          }
        />
      </div>
      {!own && may.change && (may.close || user.hasTotp || user.disabledAt) && (
        <div className="mt-4 flex flex-wrap gap-3 border-t border-line pt-4">
          {may.close && (
            <Button busy={busy} onClick={() => setAsking('reset')}>
              {t('resetPassword')}
            </Button>
          )}
          {user.hasTotp && (
            <Button busy={busy} onClick={() => setAsking('codes')}>
              {t('dropTotp')}
            </Button>
          )}
          {user.disabledAt ? (
            <Button
              busy={busy}
              onClick={() => void act(() => enableUserAction({ id, version, organisationId }))}
            >
              {t('enable')}
            </Button>
          ) : (
            may.close && (
              <Button look="danger" busy={busy} onClick={() => setAsking('disable')}>
                {t('disable')}
              </Button>
            )
          )}
        </div>
      )}
      <AskDialog
        open={asking === 'reset'}
        title={t('resetPassword')}
        yes={t('resetPassword')}
        busy={busy}
        onYes={() => void reset()}
        onClose={() => setAsking(undefined)}
      >
        {t('resetAsk', { name })}
      </AskDialog>
      <AskDialog
        open={asking === 'codes'}
        title={t('dropTotp')}
        yes={t('dropTotp')}
        busy={busy}
        onYes={() =>
          void act(() => dropTotpOfAction({ id, organisationId })).then(() => setAsking(undefined))
        }
        onClose={() => setAsking(undefined)}
      >
        {t('dropTotpAsk', { name })}
      </AskDialog>
      <DisableDialog
        open={asking === 'disable'}
        user={{ id, version, name }}
        left={open}
        organisationId={organisationId}
        onClose={() => setAsking(undefined)}
      />
      <PasswordDialog
        password={password}
        told={t('password.reset', { login: user.login })}
        onClose={() => {
          setPassword('')
          router.refresh()
        }}
      />
    </article>
  )
}
