import pg from 'pg'
import { afterAll, expect, it, vi } from 'vitest'

// A database of its own, and no key yet: what this file finds there, sealed-columns.db.test.ts does not.
const own = await vi.hoisted(async () => {
  const { openOwnDatabase } = await import('@/scripts/testing/own-database')
  Object.assign(process.env, { GEPS_URL: 'http://127.0.0.1:9' })
  return openOwnDatabase('unsealed')
})
const around = vi.hoisted(() => ({ keys: '' }))
vi.mock('@/lib/core/env', async (load) => {
  const real = await load<typeof import('@/lib/core/env')>()
  return { ...real, env: () => ({ ...real.env(), PERSONAL_DATA_KEYS: around.keys || undefined }) }
})
vi.mock('@/lib/core/column-keys', async (load) => {
  const real = await load<typeof import('@/lib/core/column-keys')>()
  const columnKeys = () => (around.keys ? real.readColumnKeys(around.keys) : [])
  return { ...real, columnKeys, columnKeyOf: (id: string) => columnKeys().find((one) => one.id === id) }
})

import { getApplication } from '@/lib/applications/get-application'
import { revealApplicant } from '@/lib/applications/reveal-applicant'
import { asWorker, disconnect } from '@/lib/core/db'
import { judgeColumnKeys } from '@/lib/core/judge-column-keys'
import { resendDelivery } from '@/lib/delivery/resend-delivery'
import { encryptColumns } from '@/lib/personal-data/encrypt-columns'
import { openWire } from '@/scripts/testing/wire'
import { found, plantCanaries, scanDisk, scanDump } from './canaries.kit'
import { card, change, desk, passDelays, register, reply, views } from './desk.kit'
import { run } from '@/scripts/testing/wire'
import { asOwner, databaseUrl, openLogFolder } from './message-log.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

afterAll(own.drop) // the last of all
openWire()

const key = (id: number) => `${id}:${Buffer.alloc(32, id).toString('base64')}`
const underKeys = async (keys: string) => {
  await disconnect()
  around.keys = keys
}
const knownKeys = () =>
  asOwner(
    async (client) =>
      (await client.query<{ id: string; proof: Buffer }>('SELECT id, proof FROM column_keys')).rows,
  )

it('without a key they stand in plain; sealing an existing database leaves none, and a new key takes the place of the old', async () => {
  const canaries = await plantCanaries()
  const [bySnils = '', byPassport = ''] = canaries.ids
  expect(await scanDump(canaries)).toEqual(
    ['applicants', 'applications', 'deliveries', 'envelopes', 'notifications', 'search_terms', 'users'].map(
      (table) => `public.${table}`,
    ),
  )
  expect((await scanDisk(canaries)).filter((file) => file.startsWith('base/')).length).toBeGreaterThan(5)

  await underKeys(key(1))
  // Before everything is sealed both are read and found.
  expect(await found(canaries.snils)).toEqual([bySnils])
  const told = new Map<string, number>()
  // Somebody who looked before still sees the rows as they were: they are not copied into the new files for him.
  const looker = new pg.Client({ connectionString: databaseUrl() })
  await looker.connect()
  await looker.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  await looker.query('SELECT FROM organisations') // none of the locks that are waited for
  let waited = 0
  const sealing = encryptColumns(
    databaseUrl(),
    (table, rows) => void told.set(table, rows),
    (others) => (waited = others),
  )
  await expect.poll(() => waited, { timeout: 30_000 }).toBeGreaterThan(0)
  await looker.end()
  await sealing
  expect(told.get('applicants')).toBe(2)
  expect(await scanDump(canaries)).toEqual([])
  expect((await scanDisk(canaries)).filter((file) => !file.startsWith('pg_wal/'))).toEqual([])
  expect(await found(canaries.snils)).toEqual([bySnils])
  const log = openLogFolder()
  await log.seal()
  expect((await log.verify()).violations).toEqual([])

  // A change of key: the new one first, the old one to open by, until all is sealed anew.
  await underKeys(`${key(2)} ${key(1)}`)
  expect(await found(canaries.snils)).toEqual([bySnils])
  await encryptColumns(databaseUrl())
  await underKeys(key(2))
  expect((await knownKeys()).map(({ id }) => id)).toEqual(['2'])
  expect(() => judgeColumnKeys([])).toThrow()
  judgeColumnKeys(await knownKeys())
  expect(await found(canaries.snils)).toEqual([bySnils])
  const shown = await revealApplicant(desk.planted.clerk, {
    applicationId: byPassport,
    reason: 'call',
  } as never)
  expect(shown.find(({ field }) => field === 'document')?.value).toBe(`9917 ${canaries.passport}`)
  expect((await log.verify()).violations).toEqual([])
  // And work goes on: the next change of what was sealed reaches ЕПГУ.
  await change(bySnils, 7)
  await run(bySnils)
  const card = await getApplication(desk.planted.clerk, { id: bySnils, organisation: undefined })
  expect(card.steps.map(({ delivery }) => delivery.state)).toEqual(['ACCEPTED', 'ACCEPTED'])
}, 120_000)

/** One change in plain whose first id СМЭВ refused, and which ЕПГУ refused under the next; then sent again, sealed. */
async function refusedThenSealed() {
  const { gateway, outcomes } = desk.smev
  const { id, orderNumber } = await register()
  outcomes.push({ verdict: 'newId', fault: 'StaleMessageId', text: '' })
  await deliver(gateway)
  await passDelays()
  const first = desk.smev.sent.length - 1
  await deliver(gateway)
  reply(first + 1, orderNumber, 13)
  await pollAnswers(gateway)
  return { id, answerLate: () => reply(first, orderNumber) }
}

it('a late answer settles what it carried, whichever of its attempts is sealed by now', async () => {
  await underKeys('')
  const changes = [await refusedThenSealed(), await refusedThenSealed()]
  await underKeys(key(2))
  for (const { id } of changes) {
    const [step] = (await card(id)).steps
    await resendDelivery(desk.planted.clerk, { deliveryId: step?.deliveryId ?? '' })
  }
  const alarms = () => asWorker((tx) => tx.alarm.count({ where: { kind: { startsWith: 'answer.' } } }))
  const before = await alarms()
  changes[0]?.answerLate()
  await pollAnswers(desk.smev.gateway)
  await encryptColumns(databaseUrl())
  changes[1]?.answerLate()
  await pollAnswers(desk.smev.gateway)
  for (const { id } of changes)
    expect(views(await card(id))).toEqual([
      [1, 'accepted'],
      [1, 'superseded'],
    ])
  expect(await alarms()).toBe(before)
}, 60_000)

it('who has locked a row of what is being sealed writes it first', async () => {
  await underKeys('')
  const { id } = await register()
  await underKeys(key(2))
  let sealing: Promise<void> | undefined
  await asWorker(async (tx) => {
    await tx.$queryRaw`SELECT id FROM deliveries WHERE application_id = ${id}::uuid FOR UPDATE`
    sealing = encryptColumns(databaseUrl())
    sealing.catch(() => undefined)
    await expect
      .poll(() =>
        asOwner(
          async (client) =>
            (
              await client.query(
                `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
              )
            ).rowCount,
        ),
      )
      .toBe(1)
    await tx.delivery.updateMany({ where: { applicationId: id }, data: { state: 'SKIPPED' } })
  })
  await sealing
  expect(views(await card(id))).toEqual([[1, 'skipped']])
}, 60_000)
