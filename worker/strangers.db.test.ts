import { describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { mintTestId } from '@/lib/smev/envelope/message-id'
import { owner } from '@/scripts/testing/plant'
import { card, desk, openDesk, register, views } from './desk.kit'
import { answer } from './scripted-gateway.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

describe('what is not ours and comes again', () => {
  const kept = (raw: Buffer) => asWorker((tx) => tx.envelope.count({ where: { body: new Uint8Array(raw) } }))
  const told = async (kind: string, subject: string) =>
    (await asWorker((tx) => tx.alarm.findFirst({ where: { kind, subject } })))?.times
  const bring = async (raw: Buffer, times: number) => {
    for (let time = 0; time < times; time++) {
      desk.smev.queue.push(raw)
      await pollAnswers(desk.smev.gateway)
    }
  }

  it('is kept and told of once a day, and stays in the queue', async () => {
    const id = crypto.randomUUID()
    const raw = answer(id, 'Create', [{ orderNumber: 'x', status: 0, message: 'OK' }])
    shiftClock(-25 * 3_600_000)
    await bring(raw, 1)
    shiftClock(0)
    await bring(raw, 3)
    expect([await kept(raw), await told('answer.unknown', id)]).toEqual([2, 2])
    expect(desk.smev.acknowledged).toEqual([])
  })

  it('is so also when it cannot be read', async () => {
    const raw = Buffer.from(`<html>${crypto.randomUUID()}</html>`)
    const before = (await told('answer.unreadable', 'Unreadable')) ?? 0
    await bring(raw, 3)
    const rows = await asWorker((tx) => tx.envelope.findMany({ where: { body: new Uint8Array(raw) } }))
    expect(rows).toHaveLength(1)
    expect(await told('answer.unreadable', 'Unreadable')).toBe(before + 1)
  })

  it('settles what has become ours meanwhile', async () => {
    const { id, orderNumber } = await register()
    const client = owner()
    const lost = crypto.randomUUID()
    const raw = answer(lost, 'Create', [{ orderNumber, status: 0, message: 'OK' }])
    await bring(raw, 1)
    await deliver(desk.smev.gateway)
    await client.$executeRaw`INSERT INTO messages (id, organisation_id, kind, driver, state, next_attempt_at, created_at)
      SELECT ${lost}::uuid, organisation_id, kind, driver, 'SENT', app_now(), app_now() FROM messages WHERE id = ${desk.smev.sent[0]?.messageId}::uuid`
    await client.$executeRaw`UPDATE deliveries SET message_id = ${lost}::uuid WHERE application_id = ${id}::uuid`
    await client.$disconnect()
    await bring(raw, 2)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    expect([await kept(raw), desk.smev.acknowledged.length]).toEqual([1, 2])
  })

  it('is acknowledged each time when it answers a test', async () => {
    const raw = answer(mintTestId(), 'Create', [])
    await bring(raw, 2)
    expect([await kept(raw), desk.smev.acknowledged.length]).toEqual([1, 2])
  })
})
