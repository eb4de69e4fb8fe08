import { recordLook } from '@/lib/audit/record-look'
import { overseeing } from '@/lib/auth/overseeing'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { getApplication, type Card, type CardId } from './get-application'

/** The card for a person's eyes: the look is on record, or there is none (P06). */
export async function openCard(person: Session, input: CardId): Promise<Card> {
  const card = await getApplication(person, input)
  const session = overseeing(person, input.organisation)
  await inOrganisation(session, (tx) => recordLook(tx, session, 'application.view', card.id))
  return card
}
