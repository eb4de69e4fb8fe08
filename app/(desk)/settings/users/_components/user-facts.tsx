'use client'

import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { UserCard } from '@/lib/users/get-user'

/** What stands on a card. The СНИЛС comes masked. */
export function UserFacts({ user }: { user: UserCard }) {
  const t = useTranslations('users')
  const shell = useTranslations('shell')
  const format = useFormatter()
  const empty = t('noValue')
  return (
    <dl className="grid gap-x-4 gap-y-2 text-sm sm:grid-cols-[max-content_minmax(0,1fr)]">
      <Fact name={t('field.login')}>{user.login}</Fact>
      <Fact name={t('field.position')}>{user.position}</Fact>
      <Fact name={t('field.snils')}>{user.snils ?? empty}</Fact>
      <Fact name={t('field.email')}>{user.email ?? empty}</Fact>
      <Fact name={t('field.officeId')}>{user.officeName ?? t('noOffice')}</Fact>
      <Fact name={t('roles')}>{user.roles.map((role) => shell(`role.${role}`)).join(', ') || empty}</Fact>
      <Fact name={t('module')}>{user.elkModule ? t('yes') : t('no')}</Fact>
      <Fact name={t('field.lastSignIn')}>
        {user.lastSignInAt
          ? format.dateTime(new Date(user.lastSignInAt), { dateStyle: 'short', timeStyle: 'short' })
          : t('neverSignedIn')}
        {user.mustChangePassword && <> {t('mustChange')}</>}
      </Fact>
    </dl>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="[overflow-wrap:anywhere]">{children}</dd>
  </>
)
