import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { EnvironmentBadge } from '@/components/layout/environment-badge'
import { Messages } from '@/components/messages'
import { Icon } from '@/components/ui/icon'
import { currentSession } from '@/lib/auth/current-session'
import { esiaFailures } from '@/lib/auth/esia/failures'
import { esiaIsOn } from '@/lib/auth/esia/settings'
import { env } from '@/lib/core/env'
import { translate } from '@/lib/i18n/translate'
import { SignInForm } from './_components/sign-in-form'
import { SignInMessages } from './_components/sign-in-messages'
import { wayBack } from './way-back'

export const metadata: Metadata = { title: translate('signIn.title') }

const people = [
  'obrazcova',
  'petrov',
  'primerov',
  'admin',
  'kedrov',
  'system',
  'testova',
  'ryabinina',
] as const

export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[]; esia?: string | string[] }>
}) {
  const asked = await searchParams
  const next = wayBack(asked.next)
  const failure = esiaFailures.find((one) => one === asked.esia)
  if (await currentSession().catch(() => null)) redirect(next)
  return (
    <Messages timeZone="UTC">
      <header className="flex h-12 items-center justify-end px-4">
        <EnvironmentBadge environment={env().SMEV_ENVIRONMENT} />
      </header>
      <main className="mx-auto w-full max-w-[412px] px-4 pt-[4dvh] pb-8">
        <h1 className="flex items-center gap-2 text-2xl leading-8">
          <span className="text-blue">
            <Icon name="send" size={28} />
          </span>
          {translate('common.product')}
        </h1>
        <p className="mt-1 mb-5 text-muted">{translate('common.module')}</p>
        <SignInMessages>
          <SignInForm
            next={next}
            demo={env().DEMO ? [...people] : []}
            demoPassword="arm-elk-demo"
            esia={esiaIsOn()}
            refused={failure && `signIn.esia.${failure}`}
          />
        </SignInMessages>
      </main>
    </Messages>
  )
}
