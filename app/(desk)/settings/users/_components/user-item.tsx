'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useFormatter, useTranslations } from 'use-intl'
import { Badge } from '@/components/ui/badge'
import type { UserRow } from '@/lib/users/list-users'
import { usersHref } from './users-href'

/** One person of the list: name, badge, «Должность: …», last sign-in. The whole of it opens the card. */
export function UserItem({ user, organisationId }: { user: UserRow; organisationId: string | undefined }) {
  const t = useTranslations('users')
  const format = useFormatter()
  const here = usePathname().startsWith(`/settings/users/${user.id}`)
  return (
    <li>
      <Link
        href={usersHref(user.id, organisationId)}
        aria-current={here ? 'page' : undefined}
        className={`grid gap-0.5 rounded-xl border px-3 py-2 text-sm ${here ? 'border-blue bg-blue-weak' : 'border-line bg-surface hover:bg-bg'}`}
      >
        <span className="flex flex-wrap items-start justify-between gap-x-2 gap-y-0.5">
          <b className="min-w-0 font-semibold [overflow-wrap:anywhere]">
            {[user.lastName, user.firstName, user.middleName].filter(Boolean).join(' ')}
          </b>
          <Badge tone={user.disabled ? 'outline' : 'ok'}>{user.disabled ? t('disabled') : t('active')}</Badge>
        </span>
        <span className="text-muted">{t('position', { position: user.position })}</span>
        <span className="text-[13px] text-muted">
          {user.lastSignInAt
            ? t('lastSignIn', {
                time: format.dateTime(new Date(user.lastSignInAt), {
                  dateStyle: 'short',
                  timeStyle: 'short',
                }),
              })
            : t('neverSignedIn')}
        </span>
      </Link>
    </li>
  )
}
