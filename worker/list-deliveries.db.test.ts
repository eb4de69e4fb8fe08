import { describe, expect, it } from 'vitest'
import { MOST_AT_ONCE } from '@/lib/delivery/schema'
import { deliveryGroups } from '@/lib/delivery/labels'
import { DeliveryFilter, heldIds, listDeliveries } from '@/lib/delivery/list-deliveries'
import { inOrganisation } from '@/lib/core/db'
import { resendDeliveries } from '@/lib/delivery/resend-deliveries'
import { skipDelivery } from '@/lib/delivery/skip-delivery'
import { owner } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

const list = (filter: DeliveryFilter = {}) => listDeliveries(desk.planted.clerk, filter)
const rowsOf = async (applicationId: string, filter: DeliveryFilter = {}) =>
  (await list(filter)).rows.filter((row) => row.applicationId === applicationId)
const answered = async (orderNumber: string, code = 0) => {
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber, code)
  await pollAnswers(desk.smev.gateway)
}

describe('«Передача»', () => {
  it('shows a change as it is on its way: when it was sent, how often, and what it waits for', async () => {
    const { id } = await register()
    const { number } = await card(id)
    const saved = {
      applicationId: id,
      number,
      kind: 'CREATE',
      status: 6,
      elkOrderNumber: null,
      answerCode: null,
      answerText: null,
      settledAt: null,
      createdAt: expect.any(Date),
      deadlineAt: expect.any(Date),
    }
    const unsent = { messageId: null, attempts: 0, nextAttemptAt: null, sentAt: null, fault: null }
    expect(await rowsOf(id)).toMatchObject([{ ...saved, ...unsent, view: 'queued', state: 'QUEUED' }])
    desk.smev.outcomes.push({ verdict: 'retry', fault: 'Timeout', text: 'nobody' })
    await deliver(desk.smev.gateway)
    const messageId = desk.smev.sent[0]?.messageId
    expect(await rowsOf(id)).toMatchObject([
      {
        ...saved,
        view: 'retry',
        state: 'SENDING',
        messageId,
        attempts: 1,
        nextAttemptAt: expect.any(Date),
        sentAt: null,
        fault: 'Timeout: nobody',
      },
    ])
    const client = owner()
    await client.$executeRaw`UPDATE messages SET next_attempt_at = app_now() WHERE id = ${messageId}::uuid`
    await client.$disconnect()
    await deliver(desk.smev.gateway)
    await change(id, 36)
    const [held, sent] = await rowsOf(id)
    expect(sent).toMatchObject({ ...saved, view: 'sent', state: 'SENT', messageId, attempts: 2, fault: null })
    expect(sent?.sentAt).toBeInstanceOf(Date)
    expect(held).toMatchObject({ kind: 'UPDATE', status: 36, view: 'held', state: 'QUEUED' })
    expect(held?.statusName).toBe((await card(id)).steps[0]?.statusName)
  })

  it('shows what ЕПГУ said, and under which number it has it', async () => {
    const [accepted, refused] = [await register(), await register()]
    await deliver(desk.smev.gateway, 1)
    const placeOf = (one: typeof accepted) =>
      desk.smev.sent.findIndex(({ bytes }) => bytes.includes(one.orderNumber))
    reply(placeOf(accepted), accepted.orderNumber)
    reply(placeOf(refused), refused.orderNumber, 5)
    await pollAnswers(desk.smev.gateway)
    expect(await rowsOf(accepted.id)).toMatchObject([
      {
        view: 'accepted',
        answerCode: 0,
        answerText: 'OK',
        elkOrderNumber: '2165858735',
        settledAt: expect.any(Date),
      },
    ])
    expect(await rowsOf(refused.id)).toMatchObject([
      {
        view: 'refused',
        answerCode: 5,
        answerText: 'refused',
        elkOrderNumber: null,
        settledAt: expect.any(Date),
      },
    ])
  })

  it('names a status by the directory of statuses, and tells of no fault once СМЭВ has it', async () => {
    const client = owner()
    const entry = { directory: 7293, code: '1', name: 'another directory’s', attributes: {} }
    const where = { directory_code: { directory: entry.directory, code: entry.code } }
    await client.directoryEntry.upsert({ where, create: entry, update: entry })
    const { id } = await register()
    await client.$executeRaw`UPDATE deliveries SET fault = 'FileIsMissing: a' WHERE application_id = ${id}::uuid`
    const [waiting] = await rowsOf(id)
    await deliver(desk.smev.gateway)
    const [sent] = await rowsOf(id)
    await client.directoryEntry.delete({ where })
    await client.$disconnect()
    expect([waiting?.fault, sent?.state, sent?.fault]).toEqual(['FileIsMissing: a', 'SENT', null])
    expect(sent?.statusName).not.toBe(entry.name)
    expect(sent?.statusName).toEqual(expect.any(String))
  })

  it('is divided: each change stands in one group, which counts it', async () => {
    const before = (await list()).counts
    const made: Record<string, string> = {}
    const put = async (
      group: string,
      work: (application: Awaited<ReturnType<typeof register>>) => Promise<unknown>,
    ) => {
      const application = await register()
      made[group] = application.id
      await work(application)
    }
    await put('accepted', ({ orderNumber }) => answered(orderNumber))
    await put('refused', ({ orderNumber }) => answered(orderNumber, 5))
    await put('technical', async () => {
      desk.smev.outcomes.push({ verdict: 'fix', fault: 'InvalidContent', text: '' })
      await deliver(desk.smev.gateway)
    })
    await put('answer', () => deliver(desk.smev.gateway))
    await put('waiting', async () => undefined)
    for (const group of deliveryGroups) {
      const shown = (await list({ group })).rows.map((row) => row.applicationId)
      const expected = made[group] ? [made[group]] : []
      expect([group, shown.filter((id) => Object.values(made).includes(id))]).toEqual([group, expected])
    }
    const { counts } = await list()
    const more = {
      waiting: 1,
      answer: 1,
      refused: 1,
      technical: 1,
      accepted: 1,
      impossible: 0,
      superseded: 0,
    }
    expect(counts).toEqual(
      Object.fromEntries(deliveryGroups.map((group) => [group, before[group] + more[group]])),
    )
  })

  it('counts what a person passed over among what is done', async () => {
    const { id, orderNumber } = await register()
    await answered(orderNumber)
    await change(id, 36)
    await answered(orderNumber, 31)
    const { counts } = await list()
    const deliveryId = (await card(id)).steps[0]?.deliveryId ?? ''
    await skipDelivery(desk.planted.clerk, { deliveryId, reason: 'не нужен' })
    const after = (await list()).counts
    expect(after).toEqual({ ...counts, refused: counts.refused - 1, accepted: counts.accepted + 1 })
    expect((await rowsOf(id, { group: 'accepted' })).map(({ view }) => view)).toEqual(['skipped', 'accepted'])
  })

  it('has pages, the newest first', async () => {
    const ids: string[] = []
    for (let n = 0; n < 52; n++) ids.unshift((await register()).id)
    const first = await list({ group: 'waiting' })
    expect(first.more).toBe(true)
    expect(first.rows.map((row) => row.applicationId)).toEqual(ids.slice(0, 50))
    const next = await list({ group: 'waiting', before: first.rows.at(-1)?.id })
    expect(next.rows.slice(0, 2).map((row) => row.applicationId)).toEqual(ids.slice(50))
    const last = await list({ before: next.rows[1]?.id })
    expect(last.rows.every((row) => row.id < (next.rows[1]?.id ?? ''))).toBe(true)
    const client = owner()
    await client.$executeRaw`UPDATE deliveries SET state = 'SKIPPED' WHERE application_id = ANY (${ids.slice(50)}::uuid[])`
    await client.$disconnect()
    const whole = await list({ group: 'waiting' })
    expect([whole.rows.length, whole.more], 'a page that is just full').toEqual([50, false])
  })
})

it('of a filter what cannot be is left out', () => {
  const all = { group: 'refused', code: '13', fault: 'Own\u0000Check', before: crypto.randomUUID() }
  expect(DeliveryFilter.parse(all)).toEqual({ ...all, code: 13, fault: 'OwnCheck' })
  const none = { group: 'all', code: '2147483648', fault: 'x'.repeat(201), before: '1' }
  expect(DeliveryFilter.parse(none)).toEqual({})
  expect(DeliveryFilter.parse({})).toEqual({})
})

it('reasons are told apart by code and by the fault’s name, the most frequent first; without a name they are «unknown»', async () => {
  const faults = ['Timeout: a', 'Timeout: b', 'Time', null, null, null]
  const ids: string[] = []
  for (const fault of faults) {
    const { id } = await register()
    ids.push(id)
    const client = owner()
    await client.$executeRaw`UPDATE deliveries SET state = 'FAILED', fault = ${fault} WHERE application_id = ${id}::uuid`
    await client.$disconnect()
  }
  const failed = (await list()).reasons.filter(({ code }) => code === null)
  expect(failed).toEqual([
    { code: null, fault: 'unknown', count: 3, services: 1 },
    { code: null, fault: 'Timeout', count: 2, services: 1 },
    { code: null, fault: 'Time', count: 1, services: 1 },
  ])
  const of = async (fault: string) =>
    (await list({ fault })).rows.map((row) => ids.indexOf(row.applicationId))
  expect(await of('unknown')).toEqual([5, 4, 3])
  expect(await of('Timeout')).toEqual([1, 0])
  expect(await of('Time')).toEqual([2])
  expect((await list({ code: 0 })).rows, 'what is accepted is no refusal').toEqual([])
})

it('nothing waits behind nothing', async () => {
  expect(await inOrganisation(desk.planted.clerk, (tx) => heldIds(tx, []))).toEqual(new Set())
})

it('of a group that is larger than one press takes the rest is told', async () => {
  const client = owner()
  const { id } = await register()
  await change(id, 36)
  const fault = `Large${crypto.randomUUID().slice(0, 8)}`
  await client.$executeRaw`
    INSERT INTO deliveries (id, organisation_id, application_id, status_change_id, seq, attempt, kind, facts, state, fault, not_before, deadline_at, created_at)
    SELECT uuidv7(), organisation_id, application_id, status_change_id, n + 2, 1, kind, facts, 'FAILED', ${fault}, not_before, deadline_at, created_at
    FROM deliveries, generate_series(1, ${MOST_AT_ONCE + 2}::int) n WHERE application_id = ${id}::uuid AND kind = 'UPDATE'`
  const resent = await resendDeliveries(desk.planted.clerk, { fault })
  expect(resent).toMatchObject({ queued: MOST_AT_ONCE, refused: [], left: 2 })
  expect(await resendDeliveries(desk.planted.clerk, { fault })).toEqual({ queued: 2, refused: [], left: 0 })
  await client.$disconnect()
})
