import { recordLook } from '@/lib/audit/record-look'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { getApplication, type Card } from './get-application'

/** The card for a person's eyes: the look is on record, or there is none (P06). */
export async function openCard(session: Session, input: { id: string }): Promise<Card> {
  const card = await getApplication(session, input)
  await inOrganisation(session, (tx) => recordLook(tx, session, 'application.view', card.id))
  return card
}
