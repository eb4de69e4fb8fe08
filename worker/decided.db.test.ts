import { describe, expect, it } from 'vitest'
import { inOrganisation } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { declareImpossible } from '@/lib/delivery/declare-impossible'
import { getMessageXml } from '@/lib/delivery/get-message-xml'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { skipDelivery } from '@/lib/delivery/skip-delivery'
import { plantTestOrganisation } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const answered = async (orderNumber: string, code = 0) => {
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber, code)
  await pollAnswers(desk.smev.gateway)
}
async function refused(code: number) {
  const application = await register()
  await answered(application.orderNumber, code)
  return { ...application, deliveryId: (await card(application.id)).steps[0]?.deliveryId ?? '' }
}
const rows = (applicationId: string) =>
  inOrganisation(desk.planted.clerk, (tx) =>
    tx.delivery.findMany({ where: { applicationId }, orderBy: [{ seq: 'asc' }, { attempt: 'asc' }] }),
  )
/** What the journal of actions has of this application since it was registered. */
const audits = (applicationId: string, action: string) =>
  inOrganisation(desk.planted.clerk, (tx) =>
    tx.auditEvent.findMany({ where: { subjectType: 'application', subjectId: applicationId, action } }),
  )
const conflict = (message: string) => ({ code: 'CONFLICT', message })
const by = () => ({
  userId: desk.planted.clerk.userId,
  organisationId: desk.planted.organisationId,
  ip: '127.0.0.1',
})

describe('a decision is on record: what it did, whose it is, why', () => {
  it('of sending again, as a new attempt that has its whole time', async () => {
    const { id, deliveryId } = await refused(13)
    await resendDelivery(desk.planted.clerk, { deliveryId })
    const [old, next, ...others] = await rows(id)
    expect(others).toEqual([])
    expect(old).toMatchObject({
      state: 'SUPERSEDED',
      decision: 'resend',
      decidedById: desk.planted.clerk.userId,
      settledAt: expect.any(Date),
    })
    expect(next).toMatchObject({
      seq: 1,
      attempt: 2,
      kind: 'CREATE',
      state: 'QUEUED',
      statusChangeId: old?.statusChangeId,
    })
    expect(next?.facts).toEqual(old?.facts)
    expect(next?.notBefore).toEqual(next?.createdAt)
    const hours = ((next?.deadlineAt.getTime() ?? 0) - (next?.createdAt.getTime() ?? 0)) / 3_600_000
    expect(hours).toBe(env().SMEV_TRANSFER_HOURS)
    expect(await audits(id, 'delivery.replace')).toMatchObject([
      { ...by(), details: { deliveryId, seq: 1, attempt: 1 } },
    ])
    await expect(resendDelivery(desk.planted.clerk, { deliveryId })).rejects.toMatchObject(
      conflict('delivery.nothingToResend'),
    )
  })

  it('of passing over a status, with its reason in 500 signs', async () => {
    const { id, orderNumber } = await register()
    await answered(orderNumber)
    await change(id, 36)
    await answered(orderNumber, 31)
    const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
    const input = { deliveryId, reason: 'я'.repeat(501) }
    expect(await skipDelivery(desk.planted.clerk, input)).toEqual({ applicationId: id })
    expect((await rows(id))[1]).toMatchObject({ state: 'SKIPPED', decision: 'я'.repeat(500) })
    expect(await audits(id, 'delivery.skip')).toMatchObject([
      { ...by(), details: { deliveryId, seq: 2, attempt: 1 } },
    ])
    await expect(skipDelivery(desk.planted.clerk, input)).rejects.toMatchObject(
      conflict('delivery.alreadyDecided'),
    )
  })

  it('of an impossible transfer', async () => {
    const { id, deliveryId } = await refused(38)
    const input = { deliveryId, reason: 'не принимают' }
    expect(await declareImpossible(desk.planted.clerk, input)).toEqual({ applicationId: id })
    expect(await rows(id)).toMatchObject([{ state: 'IMPOSSIBLE', decision: 'не принимают' }])
    expect(await audits(id, 'delivery.impossible')).toMatchObject([{ ...by(), details: { deliveryId } }])
    await expect(declareImpossible(desk.planted.clerk, input)).rejects.toMatchObject(
      conflict('delivery.alreadyDecided'),
    )
  })

  it('of trying at once what waits for its next attempt', async () => {
    const { id } = await register()
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: '' })
    await deliver(desk.smev.gateway)
    const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
    await resendDelivery(desk.planted.clerk, { deliveryId })
    expect(await audits(id, 'delivery.retryNow')).toMatchObject([{ ...by(), details: { deliveryId } }])
    expect(await rows(id)).toHaveLength(1)
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(2)
  })
})

describe('what cannot be decided is refused in words', () => {
  it('a resend that cannot help, or of what waits for nothing', async () => {
    const useless = await refused(34)
    await expect(resendDelivery(desk.planted.clerk, useless)).rejects.toMatchObject(
      conflict('delivery.resendUseless'),
    )
    const { id } = await register()
    const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
    await expect(resendDelivery(desk.planted.clerk, { deliveryId })).rejects.toMatchObject(
      conflict('delivery.nothingToResend'),
    )
    expect(await audits(useless.id, 'delivery.replace')).toEqual([])
  })

  it('passing over a Create that ЕПГУ does not have already', async () => {
    const create = { ...(await refused(5)), reason: 'не нужен' }
    await expect(skipDelivery(desk.planted.clerk, create)).rejects.toMatchObject(
      conflict('delivery.createCannotBeSkipped'),
    )
    const known = { ...(await refused(34)), reason: 'то же самое' }
    expect(await skipDelivery(desk.planted.clerk, known)).toEqual({ applicationId: known.id })
  })

  it('anything of a change that is not there, or is another organisation’s', async () => {
    const stranger = await plantTestOrganisation()
    const { deliveryId } = await refused(13)
    const verbs = [
      (id: string) => resendDelivery(stranger.clerk, { deliveryId: id }),
      (id: string) => skipDelivery(stranger.clerk, { deliveryId: id, reason: 'не нужен' }),
      (id: string) => declareImpossible(stranger.clerk, { deliveryId: id, reason: 'не принимают' }),
      (id: string) => getMessageXml(stranger.administrator, { deliveryId: id }),
    ]
    for (const verb of verbs)
      for (const id of [deliveryId, crypto.randomUUID()])
        await expect(verb(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the envelopes of a change, for an administrator', () => {
  it('are shown as they left and came, without people’s data; each look is on record', async () => {
    const { id, orderNumber } = await register()
    const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
    const look = () => getMessageXml(desk.planted.administrator, { deliveryId })
    expect(await look(), 'nothing has left').toEqual([])
    await answered(orderNumber)
    const shown = await look()
    const all = shown.map(({ direction, operation }) => `${direction} ${operation}`)
    expect(all.slice(0, 2)).toEqual(['OUT SendRequest', 'IN GetResponse'])
    const [request, answer] = shown
    expect(request).toMatchObject({ at: expect.any(Date), destroyed: undefined })
    expect(request?.xml).toContain(orderNumber)
    expect(request?.xml).not.toMatch(/Образцова|Вымышленна/)
    expect(answer?.xml).toContain('2165858735')
    expect(await audits(id, 'delivery.xml')).toMatchObject(
      [1, 2].map(() => ({
        userId: desk.planted.administrator.userId,
        ip: '127.0.0.1',
        details: { deliveryId },
      })),
    )
  })
})
