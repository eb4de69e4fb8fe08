import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { buttonClass } from '@/components/ui/button'
import { listOffered } from '@/lib/auth/esia/list-offered'
import { esiaCookie } from '@/lib/auth/esia/sign-in-row'
import { translate } from '@/lib/i18n/translate'
import { AccountChoice } from './_components/account-choice'

export const metadata: Metadata = { title: translate('signIn.organisation.title') }

/** A plain form: it works before any script has come, and without one. */
export default async function Page() {
  const accounts = await listOffered((await cookies()).get(esiaCookie())?.value)
  if (accounts.length === 0) redirect('/login?esia=stale')
  const last = accounts.reduce((one, other) =>
    (other.last_sign_in_at?.getTime() ?? 0) > (one.last_sign_in_at?.getTime() ?? 0) ? other : one,
  )
  return (
    <main className="mx-auto w-full max-w-[412px] px-4 pt-[10dvh] pb-8">
      <h1 className="mb-5 text-2xl leading-8">{translate('signIn.organisation.title')}</h1>
      <form
        method="post"
        action="/api/esia/choose"
        className="grid gap-3.5 rounded-xl border border-line bg-surface p-5"
      >
        <AccountChoice
          legend={translate('signIn.organisation.legend')}
          accounts={accounts.map(({ id, organisation_name, position }) => ({
            id,
            name: organisation_name,
            position,
          }))}
          last={last.last_sign_in_at ? last.id : null}
        />
        <button className={buttonClass('primary')}>{translate('signIn.organisation.submit')}</button>
        <Link href="/login" className={buttonClass('ghost')}>
          {translate('signIn.organisation.other')}
        </Link>
      </form>
    </main>
  )
}
