import { afterEach, describe, expect, it } from 'vitest'
import { shiftClock } from '@/lib/core/clock'
import { asWorker, disconnect } from '@/lib/core/db'
import { escalateOverdue } from '@/lib/delivery/escalate'
import { listEscalations } from '@/lib/delivery/list-escalations'
import { raiseAlarm } from '@/lib/delivery/raise-alarm'
import { owner, plantTestOrganisation } from '@/scripts/testing/plant'
import { card, change, desk, openDesk, register, reply, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

const HOUR = 3_600_000

openDesk()
afterEach(() => pass(0))

/** So many hours after the beginning, for the rules and for every connection to the database that is opened from now on. */
async function pass(hours: number): Promise<void> {
  shiftClock(hours * HOUR)
  process.env.PGOPTIONS = `-c app.clock_offset=${hours}h`
  await disconnect()
}
const told = async () =>
  (await listEscalations(desk.planted.clerk)).map(({ cause, changes, hours, isOver }) => [
    cause,
    changes,
    hours,
    isOver,
  ])
async function raised(): Promise<unknown[]> {
  const client = owner()
  const rows = await client.auditEvent.findMany({
    where: { organisationId: desk.planted.organisationId, action: 'escalation.raise' },
    orderBy: { id: 'asc' },
  })
  await client.$disconnect()
  return rows.map(({ details }) => (details as { mark: number }).mark)
}
const placeOf = (orderNumber: string) => desk.smev.sent.findIndex(({ bytes }) => bytes.includes(orderNumber))
const settle = async () => {
  await deliver(desk.smev.gateway)
  await pollAnswers(desk.smev.gateway)
}

// A pooler takes no options from a connection: the clock is simulated by one.
describe.skipIf(process.env.THROUGH_POOLER)('what does not reach ЕПГУ in time', () => {
  it('is told at 24, 40 and 48 hours, once each and one notice for all, until it arrives (F8, R2)', async () => {
    const before = (await raised()).length
    const all = [await register(), await register(), await register()]
    const seen: unknown[] = []
    for (const hours of [0, 23.9, 24.1, 30, 39.9, 40.1, 47.9, 48.1, 60]) {
      await pass(hours)
      await escalateOverdue()
      await escalateOverdue()
      seen.push([hours, ...(await told()).flat()])
    }
    expect(seen).toEqual([
      [0],
      [23.9],
      [24.1, 'line', 3, 24, false],
      [30, 'line', 3, 24, false],
      [39.9, 'line', 3, 24, false],
      [40.1, 'line', 3, 40, false],
      [47.9, 'line', 3, 40, false],
      [48.1, 'line', 3, 48, true],
      [60, 'line', 3, 48, true],
    ])
    expect((await raised()).slice(before)).toEqual([1, 2, 3])
    expect(views(await card(all[0]?.id ?? ''))).toEqual([[1, 'expired']])
    await deliver(desk.smev.gateway)
    expect(desk.smev.sent).toHaveLength(3) // no retry has ended by it
    await escalateOverdue()
    expect(await told()).toEqual([['answer', 3, 48, true]])
    for (const { orderNumber } of all) reply(placeOf(orderNumber), orderNumber)
    await pollAnswers(desk.smev.gateway)
    await escalateOverdue()
    expect(await told()).toEqual([])
  })

  it('is one notice of the highest mark after days without a worker, and none of what is settled', async () => {
    const before = (await raised()).length
    const arrived = await register()
    await deliver(desk.smev.gateway)
    reply(0, arrived.orderNumber)
    await pollAnswers(desk.smev.gateway)
    await register()
    await register()
    await pass(96)
    await Promise.all([escalateOverdue(), escalateOverdue(), escalateOverdue()]) // as several workers would
    expect(await told()).toEqual([['line', 2, 48, true]])
    expect((await raised()).slice(before)).toEqual([3])
  })

  it('says what it waits for: a person, also for what stands behind a refusal, or an answer', async () => {
    const [refused, unanswered] = [await register(), await register()]
    await change(refused.id, 2)
    await change(unanswered.id, 2)
    await deliver(desk.smev.gateway)
    reply(placeOf(refused.orderNumber), refused.orderNumber, 5)
    await settle()
    await pass(25)
    await escalateOverdue()
    expect((await told()).toSorted()).toEqual([
      ['answer', 2, 24, false],
      ['person', 2, 24, false],
    ])
    expect(await listEscalations((await plantTestOrganisation()).clerk)).toEqual([])
    await pass(49)
    await escalateOverdue()
    // A decision is waited for still, whatever time has passed (decision 6).
    const { steps } = await card(refused.id)
    expect(steps.map(({ delivery }) => [delivery.view, delivery.isOverdue])).toEqual([
      ['held', true],
      ['refused', false],
    ])
  })

  it('is told the worst first, however many wait for the rest', async () => {
    const refused = await register()
    await deliver(desk.smev.gateway)
    reply(placeOf(refused.orderNumber), refused.orderNumber, 5)
    await pollAnswers(desk.smev.gateway)
    await pass(30)
    await register()
    await register()
    await pass(55)
    await escalateOverdue()
    expect(await told()).toEqual([
      ['person', 1, 48, true],
      ['line', 2, 24, false],
    ])
    const silent = async () => (await listEscalations(desk.planted.clerk)).map((notice) => notice.silent)
    const client = owner()
    await client.$executeRaw`UPDATE alarms SET resolved_at = app_now() WHERE resolved_at IS NULL`
    await client.$disconnect()
    expect(await silent()).toEqual([null, null])
    await asWorker((tx) => raiseAlarm(tx, 'store.down', 'DIRECT', 'test'))
    expect(await silent(), 'the line waits for the store of files').toEqual([null, 'store'])
    await asWorker((tx) => raiseAlarm(tx, 'send.down', 'DIRECT', 'test'))
    expect(await silent()).toEqual([null, null])
  })

  it('is told once it can be counted: until then no notice, and nothing fails by it', async () => {
    await escalateOverdue()
    await register()
    await pass(25)
    const client = owner()
    await client.$executeRaw`REVOKE INSERT ON audit_events FROM elk_worker`
    const uncounted = await escalateOverdue().finally(
      () => client.$executeRaw`GRANT INSERT ON audit_events TO elk_worker`,
    )
    await client.$disconnect()
    expect(uncounted.restMs).toBeGreaterThanOrEqual(30_000)
    expect(await told()).toEqual([])
    await escalateOverdue()
    expect(await told()).toEqual([['line', 1, 24, false]])
  })

  it('begins anew for a change that is given its whole time anew', async () => {
    const { id } = await register()
    await pass(49)
    await escalateOverdue()
    const client = owner()
    const where = { applicationId: id }
    await client.$executeRaw`UPDATE deliveries SET deadline_at = deadline_at + interval '49 hours' WHERE application_id = ${id}::uuid`
    await client.$executeRaw`SELECT applications_show_delivery(ARRAY[${id}::uuid], '{}')`
    await escalateOverdue()
    expect(await client.delivery.findFirst({ where })).toMatchObject({ escalation: 0, escalatedAt: null })
    await client.$disconnect()
    expect(await told()).toEqual([])
  })
})
