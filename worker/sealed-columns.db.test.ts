import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

// A database of its own, and a key before anything reads the environment.
const own = await vi.hoisted(async () => {
  const { openOwnDatabase } = await import('@/scripts/testing/own-database')
  const opened = await openOwnDatabase('sealed')
  Object.assign(process.env, {
    PERSONAL_DATA_KEYS: `2:${Buffer.alloc(32, 2).toString('base64')} 1:${Buffer.alloc(32, 1).toString('base64')}`,
    GEPS_URL: 'http://127.0.0.1:9',
  })
  return opened
})

import { getApplication } from '@/lib/applications/get-application'
import { getForm } from '@/lib/applications/get-form'
import { revealApplicant } from '@/lib/applications/reveal-applicant'
import { findViewers } from '@/lib/audit/find-viewers'
import { WrongColumnKeys } from '@/lib/core/column-keys'
import { inOrganisation } from '@/lib/core/db'
import { judgeColumnKeys } from '@/lib/core/judge-column-keys'
import { claimNotification } from '@/lib/notifications/claim-notifications'
import { encryptColumns } from '@/lib/personal-data/encrypt-columns'
import { registerKeys } from '@/lib/personal-data/register-keys'
import { listUsers } from '@/lib/users/list-users'
import { saveUser } from '@/lib/users/save-user'
import { filledUser } from '@/scripts/testing/plant'
import { openWire } from '@/scripts/testing/wire'
import { found, plantCanaries, scanDisk, scanDump, type Canaries } from './canaries.kit'
import { desk } from './desk.kit'
import { asOwner, databaseUrl, openLogFolder } from './message-log.kit'

afterAll(own.drop) // the last of all
openWire()

let canaries: Canaries
beforeAll(async () => {
  await registerKeys(databaseUrl())
  canaries = await plantCanaries()
})

describe('with a key, СНИЛС and passports', () => {
  it('stand in plain in no file of the server and in no table', async () => {
    expect(await scanDump(canaries)).toEqual([])
    expect(await scanDisk(canaries)).toEqual([])
  })

  it('went to ЕПГУ as they are, and the log of messages is whole', async () => {
    const card = await getApplication(desk.planted.clerk, {
      id: canaries.ids[0] ?? '',
      organisation: undefined,
    })
    expect(card.steps[0]?.delivery.state).toBe('ACCEPTED')
    const log = openLogFolder()
    await log.seal()
    expect((await log.verify()).violations).toEqual([])
  })

  it('are read, masked, shown and found as ever', async () => {
    const [bySnils = '', byPassport = ''] = canaries.ids
    const clerk = desk.planted.clerk
    const card = await getApplication(clerk, { id: bySnils, organisation: undefined })
    expect(card.applicant.find(({ field }) => field === 'snils')?.value).toBe(
      `***-***-${canaries.snils.slice(8)}`,
    )
    const shown = await revealApplicant(clerk, { applicationId: byPassport, reason: 'call' } as never)
    expect(shown.find(({ field }) => field === 'document')?.value).toBe(`9917 ${canaries.passport}`)
    expect((await getForm(clerk, { id: bySnils })).form.person.snils).toBe(canaries.snils)
    for (const typed of [canaries.snils, canaries.snils.replaceAll(/\D/g, '')])
      expect(await found(typed)).toEqual([bySnils])
    expect(await found('900-000-000 01')).toEqual([])
    expect(await findViewers(desk.planted.administrator, { text: canaries.snils })).toMatchObject({
      applications: 1,
    })
    expect(await claimNotification(1)).toMatchObject({ identifier: canaries.snils })
  })

  it('of employees are found whole, and are one person’s in an organisation', async () => {
    const filters = { text: '', login: '', status: 'all' as const, page: 1 }
    for (const snils of [canaries.snils, canaries.other])
      expect((await listUsers(desk.planted.administrator, { ...filters, snils } as never)).rows).toHaveLength(
        1,
      )
    await expect(
      saveUser(desk.planted.administrator, filledUser(desk.planted, { snils: canaries.other })),
    ).rejects.toMatchObject({
      options: { fieldErrors: { snils: 'users.error.snilsTaken.here' } },
    })
  })

  it('of one row do not pass for another’s, and a changed one is not shown', async () => {
    const [bySnils, byPassport] = canaries.ids
    await asOwner((client) =>
      client.query(
        `UPDATE applicants SET snils = (SELECT snils FROM applicants WHERE application_id = $1) WHERE application_id = $2`,
        [bySnils, byPassport],
      ),
    )
    const moved = await inOrganisation(desk.planted.clerk, (tx) =>
      tx.applicant.findUnique({ where: { applicationId: byPassport } }),
    )
    expect(moved?.snils).toMatch(/^elk1\.2\./)
    await asOwner((client) =>
      client.query('UPDATE applicants SET snils = NULL WHERE application_id = $1', [byPassport]),
    )
  })

  it('stay as they are when they are sealed once more', async () => {
    const digest = () =>
      asOwner(async (client) => {
        const { rows } = await client.query<{ md5: string }>(
          `SELECT md5(string_agg(a::text, '' ORDER BY application_id)) FROM applicants a`,
        )
        return rows[0]?.md5
      })
    const before = await digest()
    const told: [string, number][] = []
    await encryptColumns(databaseUrl(), (table, rows) => told.push([table, rows]))
    expect(told.filter(([, rows]) => rows > 0)).toEqual([])
    expect(await digest()).toBe(before)
  })

  it('are not opened under a key that is missing or wrong', () => {
    const proof = Buffer.alloc(32)
    expect(() => judgeColumnKeys([{ id: '7', proof }])).toThrow(WrongColumnKeys)
    expect(() => judgeColumnKeys([{ id: '2', proof }])).toThrow(/is not the key 2/)
    expect(() => judgeColumnKeys([])).toThrow(/personal-data -- keys/)
  })
})
