import type { Session } from '@/lib/auth/session'
import { inOrganisation, type Tx } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { whereReason } from './list-reasons'
import { lockApplicationsWith } from './lock-application'
import { resendOne } from './resend-one'
import { MOST_AT_ONCE, type ResendDeliveries } from './schema'

export type Resent = {
  queued: number
  /** Those that may not go, each with its reason as a key of messages/. */
  refused: { id: string; number: string; message: string }[]
  /** How many of the group are left for another press. */
  left: number
}

const CHUNK = 20

/** «Передать ещё раз» for those chosen, or for all that share a reason: few at a time in one transaction (X08). */
export async function resendDeliveries(session: Session, input: ResendDeliveries): Promise<Resent> {
  const { ids, left } = await chosen(session, input)
  const resent: Resent = { queued: 0, refused: [], left }
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK)
    const refused = await inOrganisation(session, (tx) => resendChunk(tx, session, chunk))
    resent.refused.push(...refused)
    resent.queued += chunk.length - refused.length
  }
  return resent
}

async function chosen(session: Session, input: ResendDeliveries): Promise<{ ids: string[]; left: number }> {
  if ('deliveryIds' in input) return { ids: [...new Set(input.deliveryIds)], left: 0 }
  const where = { state: 'code' in input ? ('REFUSED' as const) : ('FAILED' as const), ...whereReason(input) }
  return inOrganisation(session, async (tx) => {
    const found = await tx.delivery.findMany({
      where,
      select: { id: true },
      orderBy: { id: 'asc' },
      take: MOST_AT_ONCE,
    })
    const all = found.length < MOST_AT_ONCE ? found.length : await tx.delivery.count({ where })
    return { ids: found.map(({ id }) => id), left: all - found.length }
  })
}

async function resendChunk(tx: Tx, session: Session, ids: string[]): Promise<Resent['refused']> {
  await lockApplicationsWith(tx, ids)
  const refused: { id: string; message: string }[] = []
  for (const id of ids)
    await resendOne(tx, session, id).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      refused.push({ id, message: error.message })
    })
  if (refused.length === 0) return []
  const named = await tx.delivery.findMany({
    where: { id: { in: refused.map(({ id }) => id) } },
    select: { id: true, application: { select: { number: true } } },
  })
  const numbers = new Map(named.map((row) => [row.id, row.application.number]))
  return refused.map((one) => ({ ...one, number: numbers.get(one.id) ?? '' }))
}
