import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, afterEach, expect, it, vi } from 'vitest'

// A database of its own, and a file of keys before anything reads the environment.
const own = await vi.hoisted(async () => {
  const { openOwnDatabase } = await import('@/scripts/testing/own-database')
  process.env.PERSONAL_DATA_KEYS_FILE = `data/test/column-keys-${process.pid}`
  return openOwnDatabase('keys')
})

import { getForm } from '@/lib/applications/get-form'
import { freezeClock, now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import { desk, openDesk, register } from './desk.kit'
import { asOwner } from './message-log.kit'
import { watchKeys } from './tasks/watch-keys'

const file = process.env.PERSONAL_DATA_KEYS_FILE ?? ''
afterAll(async () => {
  await own.drop()
  rmSync(file, { force: true })
})
afterEach(() => freezeClock(null))
openDesk()

const key = (id: number) => `${id}:${Buffer.alloc(32, id).toString('base64')}`
const personalData = (verb: string) =>
  promisify(execFile)('npx', ['tsx', 'scripts/personal-data.ts', verb], { env: process.env })
const sealedBy = (id: string) =>
  asOwner(async (client) => {
    const { rows } = await client.query<{ by: string }>(
      `SELECT split_part(snils, '.', 2) AS by FROM applicants WHERE application_id = $1`,
      [id],
    )
    return rows[0]?.by
  })
const snilsOf = async (id: string) => (await getForm(desk.planted.clerk, { id })).form.person.snils
const alarms = () => asWorker((tx) => tx.alarm.findMany({ where: { kind: 'columns.keys' } }))

it('a process that was started before a new key opens what another sealed by it, and then seals by it', async () => {
  writeFileSync(file, key(1))
  await personalData('keys')
  const { id } = await register()
  expect(await sealedBy(id)).toBe('1')
  const snils = await snilsOf(id)

  writeFileSync(file, `${key(2)}\n${key(1)}`)
  expect((await personalData('keys')).stdout).toMatch(/^sealed by key 2/)
  await personalData('encrypt') // by a process of its own
  expect(await sealedBy(id)).toBe('2')
  freezeClock(new Date(now().getTime() + 6000))
  expect(await snilsOf(id)).toBe(snils)
  await watchKeys()
  expect(await sealedBy((await register()).id)).toBe('2')
  expect(await alarms()).toEqual([])
}, 60_000)

it('a file that is gone is told to administrators once, and work goes on', async () => {
  rmSync(file)
  await watchKeys()
  await watchKeys()
  expect(await alarms()).toMatchObject([{ times: 1, details: expect.stringContaining('cannot be read') }])
  const { id } = await register()
  expect(await snilsOf(id)).toMatch(/^9/)
})
