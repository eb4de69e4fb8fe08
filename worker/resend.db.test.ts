import { describe, expect, it } from 'vitest'
import { inOrganisation } from '@/lib/core/db'
import { listDeliveries } from '@/lib/delivery/list-deliveries'
import { resendDeliveries } from '@/lib/delivery/resend-deliveries'
import { owner, plantTestOrganisation } from '@/scripts/testing/plant'
import { card, desk, openDesk, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

/** Applications that ЕПГУ refused with this code, with the id of the refused change. */
async function refused(code: number, count: number) {
  const made: { id: string; deliveryId: string }[] = []
  for (let i = 0; i < count; i++) {
    const { id, orderNumber } = await register()
    await deliver(desk.smev.gateway)
    reply(desk.smev.sent.length - 1, orderNumber, code)
    await pollAnswers(desk.smev.gateway)
    made.push({ id, deliveryId: (await card(id)).steps[0]?.deliveryId ?? '' })
  }
  return made
}
const attempts = async (id: string) => (await card(id)).steps.map((step) => step.delivery.view)
const list = (filter = {}) => listDeliveries(desk.planted.clerk, filter)

describe('many changes at once (X08, X09)', () => {
  it('are grouped by reason, and a group is what its filter shows', async () => {
    await refused(13, 3)
    const [fault] = await refused(5, 1)
    const client = owner()
    await client.$executeRaw`UPDATE deliveries SET state = 'FAILED', answer_code = NULL, fault = 'OwnCheck: a: b' WHERE id = ${fault?.deliveryId}::uuid`
    await client.$disconnect()
    const { reasons } = await list()
    expect(reasons).toEqual([
      { code: 13, fault: null, count: 3, services: 1 },
      { code: null, fault: 'OwnCheck', count: 1, services: 1 },
    ])
    expect((await list({ group: 'refused', code: 13 })).rows).toHaveLength(3)
    expect((await list({ fault: 'OwnCheck' })).rows.map((row) => row.id)).toEqual([fault?.deliveryId])
    expect((await list({ fault: 'Own' })).rows).toEqual([])
  })

  it('a whole group goes again, each as a new attempt with its audit row', async () => {
    const group = await refused(13, 23) // more than one transaction takes
    const [other] = await refused(5, 1)
    const resent = await resendDeliveries(desk.planted.clerk, { code: 13 })
    expect(resent).toEqual({ queued: 23, refused: [], left: 0 })
    for (const { id } of group) expect(await attempts(id)).toEqual(['queued', 'superseded'])
    expect(await attempts(other?.id ?? '')).toEqual(['refused'])
    const audit = await inOrganisation(desk.planted.clerk, (tx) =>
      tx.auditEvent.count({
        where: { action: 'delivery.replace', subjectId: { in: group.map(({ id }) => id) } },
      }),
    )
    expect(audit).toBe(23)
    const { counts, rows } = await list({ group: 'superseded' })
    expect(counts.superseded).toBeGreaterThanOrEqual(23)
    expect(rows.every((row) => row.view === 'superseded')).toBe(true)
  })

  it('a technical error goes again as a refusal does', async () => {
    const [one] = await refused(5, 1)
    const client = owner()
    await client.$executeRaw`UPDATE deliveries SET state = 'FAILED', answer_code = NULL, fault = 'AnswerWithoutOrder: a' WHERE id = ${one?.deliveryId}::uuid`
    await client.$disconnect()
    const resent = await resendDeliveries(desk.planted.clerk, { fault: 'AnswerWithoutOrder' })
    expect(resent).toEqual({ queued: 1, refused: [], left: 0 })
    expect(await attempts(one?.id ?? '')).toEqual(['queued', 'superseded'])
  })

  it('two presses at once make one new attempt, the second is told', async () => {
    const chosen = await refused(13, 3)
    const deliveryIds = chosen.map(({ deliveryId }) => deliveryId)
    const results = await Promise.all([
      resendDeliveries(desk.planted.clerk, { deliveryIds }),
      resendDeliveries(desk.planted.secondClerk, { deliveryIds: deliveryIds.toReversed() }),
    ])
    expect(results.reduce((sum, { queued }) => sum + queued, 0)).toBe(3)
    for (const { id } of chosen) expect(await attempts(id)).toEqual(['queued', 'superseded'])
  })

  it('those that may not go are named with the reason, the others go; a count of attempts starts anew', async () => {
    const [useless] = await refused(34, 1)
    const [again] = await refused(13, 1)
    const waiting = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway)
    const waitingId = (await card(waiting.id)).steps[0]?.deliveryId ?? ''
    const accepted = await register()
    await deliver(desk.smev.gateway)
    reply(desk.smev.sent.length - 1, accepted.orderNumber)
    await pollAnswers(desk.smev.gateway)
    const acceptedId = (await card(accepted.id)).steps[0]?.deliveryId ?? ''

    const deliveryIds = [useless?.deliveryId ?? '', again?.deliveryId ?? '', waitingId, acceptedId]
    const resent = await resendDeliveries(desk.planted.clerk, { deliveryIds })
    expect(resent.queued).toBe(2)
    const number = async (id: string) => (await card(id)).number
    expect(resent.refused).toEqual([
      {
        id: useless?.deliveryId,
        number: await number(useless?.id ?? ''),
        message: 'delivery.resendUseless',
      },
      { id: acceptedId, number: await number(accepted.id), message: 'delivery.nothingToResend' },
    ])
    expect((await card(waiting.id)).steps[0]?.delivery.attempts).toBe(0)
    await deliver(desk.smev.gateway)
    expect(views(await card(waiting.id))).toEqual([[1, 'sent']])
  })

  it('of another organisation do not exist', async () => {
    const stranger = await plantTestOrganisation()
    const [theirs] = await refused(13, 1)
    const chosen = await resendDeliveries(stranger.clerk, { deliveryIds: [theirs?.deliveryId ?? ''] })
    expect(chosen).toMatchObject({ queued: 0, refused: [{ number: '', message: 'refusal.notFound' }] })
    expect(await resendDeliveries(stranger.clerk, { code: 13 })).toEqual({ queued: 0, refused: [], left: 0 })
    expect(await attempts(theirs?.id ?? '')).toEqual(['refused'])
  })
})
