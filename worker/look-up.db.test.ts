import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { claimUnanswered } from '@/lib/delivery/claim-unanswered'
import type { Gateway } from '@/lib/smev/gateway'
import { alarms, decided, fault, goBy, of, openWire, run, wire } from '@/scripts/testing/wire'
import { card, register, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openWire()

describe('an answer that died between the adapter and our commit', () => {
  const lose = async () => {
    await goBy('ADAPTER')
    const application = await register()
    await deliver(of)
    await fault({ operation: 'AdapterGet', fault: 'disconnect', count: 1, after: true })
    await pollAnswers(wire.real.ADAPTER, 'ADAPTER')
    await pollAnswers(wire.real.ADAPTER, 'ADAPTER')
    expect(views(await card(application.id))).toEqual([[1, 'sent']])
    return application
  }
  const passMinutes = (minutes: number) =>
    asWorker(
      (tx) => tx.$executeRaw`UPDATE messages SET sent_at = sent_at - ${minutes} * interval '1 minute',
        next_attempt_at = next_attempt_at - ${minutes} * interval '1 minute' WHERE state = 'SENT'`,
    )

  it('is looked up after its time, and settles once however often it comes', async () => {
    const { id, orderNumber } = await lose()
    await passMinutes(9)
    expect(await pollAnswers(wire.real.ADAPTER, 'ADAPTER')).toBe(0)
    await passMinutes(2)
    expect(await pollAnswers(wire.real.ADAPTER, 'ADAPTER')).toBe(1)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    const [{ message_id: messageId = '' } = {}] = await asWorker(
      (tx) =>
        tx.$queryRaw<
          { message_id: string }[]
        >`SELECT message_id FROM deliveries WHERE application_id = ${id}::uuid`,
    )
    const before = await card(id)
    const again = await wire.real.ADAPTER.lookUp?.(messageId)
    if (again?.kind !== 'message') throw new Error(again?.kind)
    let given = false
    const brought: Gateway = {
      ...wire.real.ADAPTER,
      receive: () => {
        if (given) return Promise.resolve({ kind: 'empty' })
        given = true
        return Promise.resolve(again)
      },
    }
    expect(await pollAnswers(brought, 'ADAPTER')).toBe(1)
    expect((await card(id)).steps).toEqual(before.steps)
    expect(await decided(orderNumber)).toEqual([[6, 0]])
  })

  it('is asked for once in that time', async () => {
    await lose()
    await passMinutes(11)
    expect(await claimUnanswered('ADAPTER', 10)).toHaveLength(1)
    expect(await claimUnanswered('ADAPTER', 10)).toHaveLength(0)
    await passMinutes(11)
    expect(await claimUnanswered('DIRECT', 10)).toHaveLength(0)
    expect(await claimUnanswered('ADAPTER', 10)).toHaveLength(1)
  })
})

it('an answer of a file lies in `done` once it is settled; one to nobody of us is kept aside, and told', async () => {
  await goBy('FOLDER')
  const { id } = await register()
  await run(id)
  const inbox = path.join(wire.simulator.data, 'in')
  const [name = ''] = await readdir(path.join(inbox, 'done'))
  const foreign = (await readFile(path.join(inbox, 'done', name), 'utf8')).replace(
    /(originalClientId|replyToClientId)>[^<]*/g,
    '$1>00000000-0000-1000-8000-000000000001',
  )
  await writeFile(path.join(inbox, 'foreign.xml'), foreign)
  await pollAnswers(wire.real.FOLDER, 'FOLDER')
  expect((await readdir(path.join(inbox, 'bad'))).join()).toMatch(/foreign\.xml$/)
  expect(await alarms('answer.unknown', '00000000-0000-1000-8000-000000000001')).toHaveLength(1)
})

it('an answer by another driver than its message settles nothing, whatever it says', async () => {
  const { id } = await register()
  await deliver(of)
  const [{ message_id: messageId = '' } = {}] = await asWorker(
    (tx) =>
      tx.$queryRaw<
        { message_id: string }[]
      >`SELECT message_id FROM deliveries WHERE application_id = ${id}::uuid`,
  )
  await writeFile(
    path.join(wire.simulator.data, 'in', 'forged.xml'),
    JSON.stringify({
      replyToClientId: messageId,
      responseContent: { code: 0, message: 'OK', orders: [{ elkOrderNumber: 4000000101, status: 0 }] },
    }),
  )
  await pollAnswers(wire.real.FOLDER, 'FOLDER')
  expect(views(await card(id))).toEqual([[1, 'sent']])
  expect(await alarms('answer.unknown', messageId)).toHaveLength(1)
  await run(id)
  expect(views(await card(id))).toEqual([[1, 'accepted']])
})
