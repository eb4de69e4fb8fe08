import type { Metadata } from 'next'
import { TellSignedIn } from '@/components/sign-in/signed-in'
import { requirePage } from '@/lib/auth/current-session'
import { translate } from '@/lib/i18n/translate'

export const metadata: Metadata = { title: translate('signIn.done.title') }

/** The end of a sign-in in a window of its own: it tells the page that waits, and closes where the browser lets it. */
export default async function Page() {
  const { login } = await requirePage()
  return (
    <main className="mx-auto w-full max-w-[412px] px-4 pt-[10dvh] pb-8">
      <h1 className="mb-2 text-2xl leading-8">{translate('signIn.done.title')}</h1>
      <p>{translate('signIn.done.text')}</p>
      <TellSignedIn login={login} />
    </main>
  )
}
