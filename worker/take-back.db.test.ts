import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeStatus } from '@/lib/applications/change-status'
import { listHistory } from '@/lib/applications/list-history'
import { takeBack } from '@/lib/applications/take-back'
import { now } from '@/lib/core/clock'
import { env } from '@/lib/core/env'
import { formatDateTime } from '@/lib/core/format'
import { attachFile } from '@/lib/files/attach-file'
import { card, change, desk, openDesk, passDelays, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()
beforeEach(() => void (env().TAKE_BACK_SECONDS_FINAL = 30))
afterEach(() => void (env().TAKE_BACK_SECONDS_FINAL = 0))

const GRANTED = 3
const answered = async (orderNumber: string, status = 0, kind: 'Create' | 'Update' = 'Create') => {
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber, status, kind)
  await pollAnswers(desk.smev.gateway)
}
const attach = (applicationId: string) =>
  attachFile(desk.planted.clerk, {
    applicationId,
    name: 'a.pdf',
    body: new Blob(['%PDF-1.7\n', crypto.randomUUID()]).stream(),
  })
async function grant(id: string, fileIds: string[], insteadOf?: string) {
  const { version } = await card(id)
  await changeStatus(desk.planted.clerk, {
    applicationId: id,
    version,
    idempotencyKey: crypto.randomUUID(),
    status: GRANTED,
    statusDate: formatDateTime(now(), desk.planted.clerk.timeZone),
    isInformed: false,
    withoutResult: fileIds.length === 0,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds,
    ...(insteadOf && { insteadOf }),
  })
  return (await card(id)).steps[0]?.deliveryId ?? ''
}
async function inWork() {
  const { id, orderNumber } = await register()
  await answered(orderNumber)
  await change(id, 36)
  await answered(orderNumber, 0, 'Update')
  return { id, orderNumber }
}

describe('a final status can be taken back for a while (S11)', () => {
  it('what is taken back was never a message: the application and its files are what they were', async () => {
    const { id } = await inWork()
    const file = await attach(id)
    const before = await card(id)
    const deliveryId = await grant(id, [file.id])
    const waiting = await card(id)
    expect(waiting).toMatchObject({ state: 'GRANTED', elkStatus: GRANTED, next: [], freeFiles: [] })
    expect(views(waiting)[0]).toEqual([3, 'takeBack'])
    const sent = desk.smev.sent.length
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(sent)
    await takeBack(desk.planted.clerk, { deliveryId })
    const { steps, at: _, version, ...rest } = await card(id)
    const { steps: stepsBefore, at: __, version: versionBefore, ...restBefore } = before
    expect(rest).toEqual(restBefore)
    expect(version).toBe(versionBefore + 2)
    expect(steps.slice(1)).toEqual(stepsBefore)
    expect(steps[0]?.delivery).toMatchObject({ state: 'SUPERSEDED', decision: 'takenBack', messageId: null })
    await passDelays()
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(sent)
    const acts = (await listHistory(desk.planted.clerk, { id })).map((event) => event.action)
    expect(acts).toContain('application.takeBack')
    expect(acts).toContain('application.changeStatus')
  })

  it('the next status goes as if nothing had been', async () => {
    const { id, orderNumber } = await inWork()
    await takeBack(desk.planted.clerk, { deliveryId: await grant(id, []) })
    await change(id, 7)
    await answered(orderNumber, 0, 'Update')
    const shown = await card(id)
    expect(shown).toMatchObject({ state: 'IN_WORK', elkStatus: 7 })
    expect(shown.steps[0]).toMatchObject({ seq: 4, delivery: { view: 'accepted' } })
  })

  it('leaves by itself when its time is over, and then it is too late', async () => {
    const { id, orderNumber } = await inWork()
    const deliveryId = await grant(id, [])
    await deliver(desk.smev.gateway)
    expect(views(await card(id))[0]).toEqual([3, 'takeBack'])
    await passDelays()
    await answered(orderNumber, 0, 'Update')
    expect(views(await card(id))[0]).toEqual([3, 'accepted'])
    await expect(takeBack(desk.planted.clerk, { deliveryId })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'delivery.tooLateToTakeBack',
    })
    expect(await card(id)).toMatchObject({ state: 'GRANTED' })
  })

  it('interim statuses leave at once and are never taken back', async () => {
    const { id, orderNumber } = await register()
    await answered(orderNumber)
    await change(id, 36)
    const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
    await expect(takeBack(desk.planted.clerk, { deliveryId })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('at the very moment it leaves it is either sent or taken back, never both', async () => {
    for (let race = 0; race < 6; race++) {
      const { id } = await inWork()
      const deliveryId = await grant(id, [])
      await passDelays()
      const sent = desk.smev.sent.length
      const [taken] = await Promise.allSettled([
        takeBack(desk.planted.clerk, { deliveryId }),
        deliver(desk.smev.gateway),
      ])
      await deliver(desk.smev.gateway)
      const back = taken.status === 'fulfilled'
      if (!back) expect(taken.reason).toMatchObject({ code: 'CONFLICT' })
      expect(desk.smev.sent.length - sent).toBe(back ? 0 : 1)
      expect((await card(id)).state).toBe(back ? 'IN_WORK' : 'GRANTED')
    }
  })

  it('in the place of a refused status: the refusal waits again, with its files, and may be decided again', async () => {
    const { id, orderNumber } = await register()
    await answered(orderNumber)
    const first = await attach(id)
    env().TAKE_BACK_SECONDS_FINAL = 0
    const refused = await grant(id, [first.id])
    await answered(orderNumber, 31, 'Update')
    env().TAKE_BACK_SECONDS_FINAL = 30
    const before = await card(id)
    const second = (await card(id)).steps[0]?.files[0]?.id ?? ''
    const { version } = before
    const instead = {
      applicationId: id,
      version,
      status: 39,
      statusDate: formatDateTime(now(), desk.planted.clerk.timeZone),
      isInformed: false,
      withoutResult: false,
      reason: '',
      backdatedFor: '',
      comment: '',
      fileIds: [second],
      insteadOf: refused,
    }
    for (const round of [0, 2]) {
      await changeStatus(desk.planted.clerk, {
        ...instead,
        version: version + round,
        idempotencyKey: crypto.randomUUID(),
      })
      expect((await card(id)).elkStatus).toBe(39)
      const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
      await takeBack(desk.planted.clerk, { deliveryId })
      const shown = await card(id)
      expect(shown).toMatchObject({ state: before.state, elkStatus: GRANTED, freeFiles: [] })
      const alive = shown.steps.find((step) => step.deliveryId === refused)
      expect(alive).toMatchObject({ delivery: { state: 'REFUSED', code: 31 }, files: [{ id: first.id }] })
    }
  })
})
