import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { parseFilters, type SearchParams } from '@/lib/applications/filters'
import { openCard } from '@/lib/applications/open-card'
import { requirePage } from '@/lib/auth/current-session'
import { Refusal } from '@/lib/core/errors'
import { translate } from '@/lib/i18n/translate'
import { ApplicationCard } from './_components/application-card'
import { ApplicationMessages } from '../_components/application-messages'

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }

const load = cache(async (id: string, organisation: string | undefined) => {
  const session = await requirePage('applications.read')
  const card = await openCard(session, { id, organisation }).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'NOT_FOUND') notFound()
    throw error
  })
  return { card, timeZone: session.timeZone }
})

const open = async ({ params, searchParams }: Props) =>
  load((await params).id, parseFilters(await searchParams).organisation)

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { card } = await open(props)
  return {
    title: translate('card.pageTitle', {
      number: card.number,
      state: translate(`applications.state.${card.state}`),
    }),
  }
}

export default async function Page(props: Props) {
  const { card, timeZone } = await open(props)
  return (
    <ApplicationMessages>
      <ApplicationCard key={card.id} initial={card} timeZone={timeZone} />
    </ApplicationMessages>
  )
}
