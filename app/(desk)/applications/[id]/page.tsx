import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { openCard } from '@/lib/applications/open-card'
import { requirePage } from '@/lib/auth/current-session'
import { Refusal } from '@/lib/core/errors'
import { translate } from '@/lib/i18n/translate'
import { ApplicationCard } from './_components/application-card'
import { ApplicationMessages } from '../_components/application-messages'

type Props = { params: Promise<{ id: string }> }

const load = cache(async (id: string) => {
  const session = await requirePage('applications.read')
  const card = await openCard(session, { id }).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'NOT_FOUND') notFound()
    throw error
  })
  return { card, timeZone: session.timeZone }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { card } = await load((await params).id)
  return {
    title: translate('card.pageTitle', {
      number: card.number,
      state: translate(`applications.state.${card.state}`),
    }),
  }
}

export default async function Page({ params }: Props) {
  const { card, timeZone } = await load((await params).id)
  return (
    <ApplicationMessages>
      <ApplicationCard key={card.id} initial={card} timeZone={timeZone} />
    </ApplicationMessages>
  )
}
