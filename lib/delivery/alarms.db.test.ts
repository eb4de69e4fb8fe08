import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asWorker, disconnect, inOrganisation } from '@/lib/core/db'
import { plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { listAlarms } from './list-alarms'
import { raiseAlarm } from './raise-alarm'
import { resolveAlarm } from './resolve-alarm'

let planted: Planted
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterAll(disconnect)

const raise = (subject: string) => asWorker((tx) => raiseAlarm(tx, 'answer.unknown', subject, 'test'))
const open = async (subject: string) =>
  (await listAlarms(planted.administrator)).rows.filter((alarm) => alarm.subject === subject)

describe('an alarm', () => {
  it('is one while it lasts, with its count and its last time', async () => {
    const subject = crypto.randomUUID()
    await raise(subject)
    const [first] = await open(subject)
    await raise(subject)
    const [again] = await open(subject)
    expect(again).toMatchObject({ id: first?.id, createdAt: first?.createdAt, times: 2 })
    expect(again?.lastAt.getTime()).toBeGreaterThan(first?.lastAt.getTime() ?? Infinity)
  })

  it('leaves the screen when it is resolved, with one audit row, and is raised again when it comes again', async () => {
    const subject = crypto.randomUUID()
    await raise(subject)
    const alarmId = (await open(subject))[0]?.id ?? ''
    await Promise.all([1, 2].map(() => resolveAlarm(planted.administrator, { alarmId })))
    expect(await open(subject)).toEqual([])
    const audit = await inOrganisation(planted.administrator, (tx) =>
      tx.auditEvent.findMany({ where: { action: 'alarm.resolve', subjectId: alarmId } }),
    )
    expect(audit).toMatchObject([{ userId: planted.administrator.userId, details: { subject, times: 1 } }])
    await raise(subject)
    expect(await open(subject)).toMatchObject([{ times: 1 }])
    expect((await open(subject))[0]?.id).not.toBe(alarmId)
  })

  it('that happened last is shown first, and only those that last are counted', async () => {
    const before = (await listAlarms(planted.administrator)).count
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
    await raise(first)
    await raise(second)
    const subjects = async () =>
      (await listAlarms(planted.administrator)).rows
        .map(({ subject }) => subject)
        .filter((subject) => subject === first || subject === second)
    expect(await subjects()).toEqual([second, first])
    await raise(first)
    expect(await subjects()).toEqual([first, second])
    await resolveAlarm(planted.administrator, { alarmId: (await open(second))[0]?.id ?? '' })
    expect((await listAlarms(planted.administrator)).count).toBe(before + 1)
  })

  it('that nobody raised is not found', async () => {
    const unknown = resolveAlarm(planted.administrator, { alarmId: crypto.randomUUID() })
    await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
