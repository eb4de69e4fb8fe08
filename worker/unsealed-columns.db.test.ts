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
  return { ...real, columnKeys: () => (around.keys ? real.readColumnKeys(around.keys) : []) }
})

import { getApplication } from '@/lib/applications/get-application'
import { revealApplicant } from '@/lib/applications/reveal-applicant'
import { disconnect } from '@/lib/core/db'
import { judgeColumnKeys } from '@/lib/core/judge-column-keys'
import { encryptColumns } from '@/lib/personal-data/encrypt-columns'
import { openWire } from '@/scripts/testing/wire'
import { found, plantCanaries, scanDisk, scanDump } from './canaries.kit'
import { change, desk } from './desk.kit'
import { run } from '@/scripts/testing/wire'
import { asOwner, databaseUrl, openLogFolder } from './message-log.kit'

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
  await encryptColumns(databaseUrl(), (table, rows) => void told.set(table, rows))
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
