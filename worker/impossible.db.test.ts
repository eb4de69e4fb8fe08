import { describe, expect, it } from 'vitest'
import { countApplications } from '@/lib/applications/count-applications'
import { Filters } from '@/lib/applications/filters'
import { listApplications } from '@/lib/applications/list-applications'
import { transferAgain } from '@/lib/applications/transfer-again'
import { declareImpossible } from '@/lib/delivery/declare-impossible'
import { escalateOverdue } from '@/lib/delivery/escalate'
import { DeliveryFilter, listDeliveries } from '@/lib/delivery/list-deliveries'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const reason = 'ЕПГУ не принимает дату подачи'
const answered = async (orderNumber: string, status = 0, kind: 'Create' | 'Update' = 'Create') => {
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber, status, kind)
  await pollAnswers(desk.smev.gateway)
}
const createOf = async (id: string) => (await card(id)).steps.find((step) => step.seq === 1)
const rowOf = async (id: string) => {
  const filters = Filters.parse({ ids: id })
  const { rows } = await listApplications(desk.planted.clerk, filters)
  const { tabs, delivery } = await countApplications(desk.planted.clerk, filters)
  return { row: rows[0], failed: tabs.failed, delivery }
}

async function impossible() {
  const { id, orderNumber } = await register()
  await answered(orderNumber, 38)
  const deliveryId = (await createOf(id))?.deliveryId ?? ''
  await declareImpossible(desk.planted.clerk, { deliveryId, reason })
  return { id, orderNumber, deliveryId }
}

describe('«передача невозможна» (F24)', () => {
  it('the application lives on: its changes are recorded, nothing of them leaves', async () => {
    const { id } = await impossible()
    await change(id, 36)
    await change(id, 7)
    const sent = desk.smev.sent.length
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(sent)
    const shown = await card(id)
    expect(views(shown)).toEqual([
      [3, 'impossible'],
      [2, 'impossible'],
      [1, 'impossible'],
    ])
    expect(shown).toMatchObject({ elkStatus: 7, transferBy: null, may: { edit: false } })
    expect(shown.steps.at(-1)?.delivery).toMatchObject({ decision: reason, remedies: ['transferAgain'] })
  })

  it('is no error and no queue: it has a counter of its own, in the list and in «Передача»', async () => {
    const { failed } = await rowOf(crypto.randomUUID())
    const before = (await listDeliveries(desk.planted.clerk, DeliveryFilter.parse({}))).counts
    const { id } = await impossible()
    await change(id, 36)
    const seen = await rowOf(id)
    expect(seen).toMatchObject({
      failed,
      delivery: { impossible: 1 },
      row: { delivery: { view: 'impossible' } },
    })
    const group = await listDeliveries(desk.planted.clerk, DeliveryFilter.parse({ group: 'impossible' }))
    const mine = group.rows.filter((row) => row.applicationId === id)
    expect(mine.map((row) => row.view)).toEqual(['impossible', 'impossible'])
    expect(group.counts).toEqual({ ...before, impossible: before.impossible + 2 })
    const waiting = await listDeliveries(desk.planted.clerk, DeliveryFilter.parse({ group: 'waiting' }))
    expect(waiting.rows.filter((row) => row.applicationId === id)).toEqual([])
  })

  it('is never overdue, and gets its whole time when it goes after all', async () => {
    const { id, orderNumber, deliveryId } = await impossible()
    await change(id, 36)
    const client = owner()
    await client.$executeRaw`UPDATE deliveries SET deadline_at = app_now() - interval '1 day' WHERE application_id = ${id}::uuid`
    await escalateOverdue()
    expect(views(await card(id))[0]).toEqual([2, 'impossible'])
    await transferAgain(desk.planted.secondClerk, { deliveryId })
    await escalateOverdue()
    expect(await client.delivery.count({ where: { applicationId: id, escalatedAt: { not: null } } })).toBe(0)
    await client.$disconnect()
    expect(views(await card(id))[0]).toEqual([2, 'held'])
    await answered(orderNumber)
    await answered(orderNumber, 0, 'Update')
    expect(views(await card(id)).slice(0, 2)).toEqual([
      [2, 'accepted'],
      [1, 'accepted'],
    ])
  })

  it('is declared of a Create that waits for a decision, and of nothing else; once', async () => {
    const { id, orderNumber, deliveryId } = await impossible()
    const input = { deliveryId, reason }
    await expect(declareImpossible(desk.planted.clerk, input)).rejects.toMatchObject({ code: 'CONFLICT' })
    await transferAgain(desk.planted.clerk, { deliveryId })
    await expect(transferAgain(desk.planted.clerk, { deliveryId })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    const again = (await createOf(id))?.deliveryId ?? ''
    await expect(declareImpossible(desk.planted.clerk, { deliveryId: again, reason })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await answered(orderNumber)
    await change(id, 36)
    await answered(orderNumber, 31, 'Update')
    const update = (await card(id)).steps[0]?.deliveryId ?? ''
    await expect(declareImpossible(desk.planted.clerk, { deliveryId: update, reason })).rejects.toMatchObject(
      { code: 'CONFLICT' },
    )
  })
})
