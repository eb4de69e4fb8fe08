'use client'

import { useTranslations } from 'use-intl'
import { SessionList } from '@/components/account/session-list'
import { Breadcrumbs } from '@/components/layout/breadcrumbs'
import { MoreMessages } from '@/components/messages'
import { Icon } from '@/components/ui/icon'
import type { UserSession } from '@/lib/users/get-user'
import account from '@/messages/ru/account.json'
import { endOwnSessionsAction } from '../actions'
import { PasswordForm } from './password-form'
import { TotpSection } from './totp-section'

type Props = {
  mustDo: 'password' | 'totp' | null
  hasTotp: boolean
  current: string
  sessions: UserSession[]
}
const words = { account }

/** «Мой вход»: one's password, one-time codes, where one is signed in. */
export function AccountScreen(props: Props) {
  return (
    <MoreMessages of={words}>
      <Screen {...props} />
    </MoreMessages>
  )
}

function Screen({ mustDo, hasTotp, current, sessions }: Props) {
  const t = useTranslations('account')
  const common = useTranslations('common')
  return (
    <>
      <Breadcrumbs crumbs={[{ name: common('home'), href: '/' }, { name: t('title') }]} />
      <div className="grid max-w-[680px] gap-4 px-4 pt-2 pb-8 lg:px-5">
        <h1>{t('title')}</h1>
        {mustDo && (
          <p className="flex items-start gap-2 rounded-lg bg-amber-weak px-3 py-2 text-sm">
            <span className="mt-0.5 text-amber">
              <Icon name="warn" />
            </span>
            {t(mustDo === 'password' ? 'mustPassword' : 'mustTotp')}
          </p>
        )}
        <PasswordForm />
        {mustDo !== 'password' && <TotpSection on={hasTotp} />}
        <div className="rounded-xl border border-line bg-surface p-4">
          <SessionList
            sessions={sessions}
            current={current}
            end={(sessionId) => endOwnSessionsAction({ sessionId })}
          />
        </div>
      </div>
    </>
  )
}
