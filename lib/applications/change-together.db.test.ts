import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import * as db from '@/lib/core/db'
import { formatDateTime } from '@/lib/core/format'
import { filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { changeStatus } from './change-status'
import { registerApplication } from './register-application'
import type { ChangeStatus } from './schema'
import * as rows from './status-change-rows'

const client = owner()
let [mine, theirs]: [Planted, Planted] = [{}, {}] as never
const watchSaves = () => vi.spyOn(rows, 'saveStatusChanges')
let saves: ReturnType<typeof watchSaves>
beforeAll(async () => void ([mine, theirs] = [await plantTestOrganisation(), await plantTestOrganisation()]))
beforeEach(() => void (saves = watchSaves()))
afterAll(async () => {
  await client.$disconnect()
  await db.disconnect()
})

type Registered = { id: string; version: number }
const register = (planted: Planted): Promise<Registered> =>
  registerApplication(planted.clerk, { idempotencyKey: crypto.randomUUID(), form: filledForm(planted) })
const registerMany = (planted: Planted, count: number) =>
  Promise.all(Array.from({ length: count }, () => register(planted)))
const to = (
  status: number,
  { id, version }: Registered,
  given: Partial<ChangeStatus> = {},
): ChangeStatus => ({
  applicationId: id,
  version,
  idempotencyKey: crypto.randomUUID(),
  status,
  statusDate: formatDateTime(now(), 'Europe/Moscow'),
  isInformed: false,
  withoutResult: false,
  reason: '',
  backdatedFor: '',
  comment: '',
  fileIds: [],
  ...given,
})
const working = (application: Registered, given?: Partial<ChangeStatus>) => to(2, application, given)
/** What stands of it: statuses in their order, deliveries, audit rows of changes, the version. */
async function standing(planted: Planted, { id }: Registered) {
  return db.inOrganisation(planted.clerk, async (tx) => ({
    statuses: (await tx.statusChange.findMany({ where: { applicationId: id }, orderBy: { seq: 'asc' } })).map(
      ({ status, createdById }) => [status, createdById],
    ),
    deliveries: await tx.delivery.count({ where: { applicationId: id } }),
    audit: (
      await tx.auditEvent.findMany({ where: { subjectId: id, action: 'application.changeStatus' } })
    ).map(({ userId, organisationId, details, ip }) => ({ userId, organisationId, details, ip })),
    version: (await tx.application.findUniqueOrThrow({ where: { id } })).version,
  }))
}
/** How many went in each transaction. */
const sets = () => saves.mock.calls.map(([, saved]) => saved.length)

describe('changes that clerks of several organisations save at one moment', () => {
  it('go together, and each stands in its own organisation under its own name', async () => {
    const [ours, others] = [await registerMany(mine, 6), await registerMany(theirs, 6)]
    const who = (n: number): [Planted, Session] =>
      n % 2 ? [theirs, theirs.clerk] : [mine, n % 4 ? mine.secondClerk : mine.clerk]
    const all = ours.flatMap((one, n) => [one, others[n] as Registered])
    const told = await Promise.all(all.map((one, n) => changeStatus(who(n)[1], working(one))))
    expect(sets().reduce((sum, saved) => sum + saved, 0)).toBe(12)
    expect(Math.max(...sets())).toBeGreaterThan(5)
    for (const [n, one] of all.entries()) {
      const [planted, { userId, organisationId }] = who(n)
      const { statuses, deliveries, audit, version } = await standing(planted, one)
      expect(statuses).toEqual([
        [6, planted.clerk.userId],
        [2, userId],
      ])
      expect([deliveries, version]).toEqual([2, told[n]?.version])
      const details = { from: 6, to: 2, seq: 2, files: 0, backdated: false }
      expect(audit).toEqual([{ userId, organisationId, details, ip: '127.0.0.1' }])
    }
  })

  it('are refused one by one, in the words of one that is alone; the others are saved', async () => {
    const [good, stale, early, done] = (await registerMany(mine, 4)) as [
      Registered,
      Registered,
      Registered,
      Registered,
    ]
    const [theirGood, alien] = (await registerMany(theirs, 2)) as [Registered, Registered]
    const { version } = await changeStatus(mine.clerk, to(3, done, { withoutResult: true }))
    saves.mockClear()
    const results = await Promise.allSettled([
      changeStatus(theirs.clerk, working(theirGood)),
      changeStatus(mine.clerk, working(alien)),
      changeStatus(mine.clerk, working(good)),
      changeStatus(mine.secondClerk, working(stale, { version: stale.version + 7 })),
      changeStatus(mine.clerk, working(early, { statusDate: '01.01.2020 10:00' })),
      changeStatus(mine.clerk, working({ ...done, version })),
      changeStatus(mine.clerk, working({ id: crypto.randomUUID(), version: 1 })),
    ])
    const codes = results.map((one) =>
      one.status === 'fulfilled' ? 'saved' : ((one.reason as { code?: string }).code ?? 'broken'),
    )
    expect(codes).toEqual(['saved', 'NOT_FOUND', 'saved', 'CONFLICT', 'INVALID', 'INVALID', 'NOT_FOUND'])
    expect(results[4]).toMatchObject({ reason: { options: { fieldErrors: { statusDate: expect.anything() } } } }) // prettier-ignore
    expect(sets()).toEqual([2]) // all were asked for in one set
    expect((await standing(theirs, alien)).statuses).toHaveLength(1)
    for (const [planted, one] of [
      [mine, good],
      [theirs, theirGood],
    ] as const)
      // prettier-ignore
      expect((await standing(planted, one)).statuses).toHaveLength(2)
    for (const one of [stale, early]) expect((await standing(mine, one)).version).toBe(one.version)
  })

  it('of somebody who does not work there are refused, and take no other with them', async () => {
    const [good, intruded] = (await registerMany(mine, 2)) as [Registered, Registered]
    const [intruder, saved] = await Promise.allSettled([
      changeStatus({ ...mine.clerk, userId: theirs.clerk.userId }, working(intruded)),
      changeStatus(mine.clerk, working(good)),
    ])
    expect([intruder.status, saved.status]).toEqual(['rejected', 'fulfilled'])
    expect((await standing(mine, intruded)).version).toBe(intruded.version)
    expect((await standing(mine, good)).statuses).toHaveLength(2)
  })

  it('wait for nobody’s lock but their own', async () => {
    const [held, free] = (await registerMany(mine, 2)) as [Registered, Registered]
    let release = () => {}
    const released = new Promise<void>((done) => (release = done))
    const holder = client.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM applications WHERE id = ${held.id}::uuid FOR UPDATE`
        await released
      },
      { timeout: 20_000 },
    )
    await vi.waitFor(async () => {
      const locked = await client.$queryRaw<unknown[]>`
        SELECT id FROM applications WHERE id = ${held.id}::uuid FOR UPDATE SKIP LOCKED`
      expect(locked).toEqual([])
    })
    let isSaved = false
    const waiting = changeStatus(mine.clerk, working(held)).then((told) => ((isSaved = true), told))
    await changeStatus(mine.clerk, working(free))
    expect(isSaved).toBe(false)
    release()
    await holder
    expect((await waiting).version).toBe(held.version + 1)
  })

  it('are one change for ten clicks, whether they come in one moment or later', async () => {
    const application = await register(mine)
    const given = working(application)
    const told = await Promise.all(Array.from({ length: 10 }, () => changeStatus(mine.clerk, given)))
    expect(new Set(told.map(({ statusChangeId }) => statusChangeId)).size).toBe(1)
    expect(await changeStatus(mine.clerk, given)).toEqual(told[0])
    const another = await register(mine)
    await expect(
      changeStatus(mine.clerk, { ...working(another), idempotencyKey: given.idempotencyKey }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
    const { statuses, audit } = await standing(mine, application)
    expect([statuses.length, audit.length]).toEqual([2, 1])
  })

  it('of two clerks at one application the second is told', async () => {
    const application = await register(mine)
    const results = await Promise.allSettled(
      [mine.clerk, mine.secondClerk].map((session) => changeStatus(session, working(application))),
    )
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'CONFLICT', message: expect.stringContaining('applications.conflict') },
    })
    expect((await standing(mine, application)).statuses).toHaveLength(2)
  })

  it.each([
    ['breaks off', () => saves.mockImplementationOnce(cutOff)],
    [
      'was done and nobody was told',
      () => vi.spyOn(db, 'inManyOrganisations').mockImplementationOnce(unheard),
    ],
    [
      'was done and its connection says nothing any more',
      () => vi.spyOn(db, 'inManyOrganisations').mockImplementationOnce(silent),
    ],
  ])('are each done alone when their transaction %s, and none twice', async (_, spoil) => {
    const all = await registerMany(mine, 5)
    spoil()
    const told = await Promise.all(all.map((one) => changeStatus(mine.clerk, working(one))))
    for (const [n, one] of all.entries()) {
      const { statuses, deliveries, audit, version } = await standing(mine, one)
      expect([statuses.length, deliveries, audit.length, version]).toEqual([2, 2, 1, told[n]?.version])
    }
  })
})

describe('what is not as it was judged', () => {
  const state = (id: string, version: number, by = mine) => ({
    id,
    state: 'IN_WORK',
    state_at: now(),
    elk_status: 2,
    version: version + 1,
    updated_at: now(),
    updated_by_id: by.clerk.userId,
  })
  const write = (...states: ReturnType<typeof state>[]) =>
    db.inOrganisation(
      mine.clerk,
      (tx) => tx.$executeRaw`SELECT write_status_changes('[]', ${JSON.stringify(states)}::jsonb, '[]')`,
    )

  it('is written of none: neither a version that has gone by, nor one application twice, nor another organisation’s', async () => {
    const [one, two] = await registerMany(mine, 2)
    const other = await register(theirs)
    const all = [one, two, other] as [Registered, Registered, Registered]
    const first = state(all[0].id, all[0].version)
    for (const second of [
      state(all[1].id, all[1].version - 1),
      state(all[0].id, all[0].version),
      state(other.id, other.version),
    ])
      await expect(write(first, second)).rejects.toThrow('an application is not as it was locked')
    for (const [n, { id, version }] of all.entries())
      expect((await standing(n < 2 ? mine : theirs, { id, version })).version).toBe(version)
    await write(first)
    expect((await standing(mine, all[0])).version).toBe(all[0].version + 1)
  })
})

const cutOff: typeof rows.saveStatusChanges = async (tx) => {
  await tx.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`
}
const { inManyOrganisations } = db
const unheard: typeof inManyOrganisations = async (work) => {
  await inManyOrganisations(work)
  throw new Error('the line was cut')
}
const silent: typeof inManyOrganisations = async (work) => {
  await inManyOrganisations(work)
  return new Promise(() => {})
}
