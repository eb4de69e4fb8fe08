import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getForm } from '@/lib/applications/get-form'
import { openCard } from '@/lib/applications/open-card'
import { registerApplication } from '@/lib/applications/register-application'
import { revealApplicant } from '@/lib/applications/reveal-applicant'
import { saveOffice } from '@/lib/organisations/save-office'
import { saveUser } from '@/lib/users/save-user'
import { disconnect } from '@/lib/core/db'
import { filledForm, filledUser, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { exportEvents } from './export-events'
import { AuditFilter, HistoryFilter } from './filters'
import { findViewers } from './find-viewers'
import { getSealState } from './get-seal-state'
import { listActs } from './list-acts'
import { listEvents } from './list-events'
import { listPeople } from './list-people'
import { listSettingsHistory } from './list-history'

let planted: Planted
let other: Planted
let id: string
let number: string
let snils: string
beforeAll(async () => {
  planted = await plantTestOrganisation()
  other = await plantTestOrganisation()
  const form = filledForm(planted)
  snils = form.person.snils
  ;({ id, number } = await registerApplication(planted.clerk, { idempotencyKey: crypto.randomUUID(), form }))
})
afterAll(disconnect)

const rowsOf = async (subjectId: string, action: string) => {
  const client = owner()
  const rows = await client.auditEvent.findMany({ where: { subjectId, action }, orderBy: { id: 'asc' } })
  await client.$disconnect()
  return rows
}
const made = async () => {
  const user = filledUser(planted)
  await saveUser(planted.administrator, user)
  await saveUser(planted.administrator, {
    ...user,
    version: 1,
    roles: ['INSPECTOR', 'SECRETARY'],
    officeId: planted.offices[0] ?? null,
  })
  return user
}

describe('looks at an application', () => {
  it('are one row a session and hour, of the card and of the form each', async () => {
    for (let times = 0; times < 3; times++) {
      await openCard(planted.secondClerk, { id })
      await getForm(planted.secondClerk, { id })
    }
    await openCard({ ...planted.secondClerk, id: crypto.randomUUID() }, { id })
    expect(await rowsOf(id, 'application.view')).toHaveLength(2)
    expect(await rowsOf(id, 'applicant.view')).toHaveLength(1)
  })

  it('unmasked have their reason, without the numbers somebody types into it', async () => {
    await revealApplicant(planted.clerk, {
      applicationId: id,
      reason: 'other',
      note: `уточнить ${snils} по телефону`,
    })
    const [row] = await rowsOf(id, 'applicant.reveal')
    expect(row?.details).toEqual({ reason: 'other', note: 'уточнить ••• по телефону' })
  })
})

describe('«История»', () => {
  it('tells old and new of a role and names what ids refer to, by kind, person and page', async () => {
    const user = await made()
    const { rows } = await listSettingsHistory(planted.administrator, HistoryFilter.parse({ kind: 'user' }))
    expect(rows[0]).toMatchObject({ action: 'user.update', subjectType: 'user' })
    expect(rows[0]?.subject).toContain('Фомин Владимир')
    expect(rows[0]?.changes).toEqual(
      expect.arrayContaining([
        { field: 'roles', old: ['INSPECTOR'], new: ['INSPECTOR', 'SECRETARY'] },
        { field: 'officeId', old: null, new: expect.stringMatching(/\D{3}/) },
      ]),
    )
    expect(JSON.stringify(rows)).not.toContain(planted.offices[0])
    for (let n = 0; n < 55; n++)
      await saveOffice(planted.administrator, {
        id: crypto.randomUUID(),
        name: `Окно ${n}`,
        address: '',
        frguCode: null,
        oktmo: '99000000',
      })
    const first = await listSettingsHistory(planted.administrator, HistoryFilter.parse({}))
    const second = await listSettingsHistory(
      planted.administrator,
      HistoryFilter.parse({ before: first.next }),
    )
    expect(first.rows).toHaveLength(50)
    expect(second.rows.map((row) => row.action)).toContain('user.create')
    expect(new Set([...first.rows, ...second.rows].map((row) => row.id)).size).toBe(50 + second.rows.length)
    expect(
      (await listSettingsHistory(planted.administrator, HistoryFilter.parse({ user: planted.clerk.userId })))
        .rows,
    ).toEqual([])
    expect(
      (await listSettingsHistory(other.administrator, HistoryFilter.parse({}))).rows.map(
        (row) => row.subjectId,
      ),
    ).not.toContain(user.id)
  })
})

describe('«Журнал действий»', () => {
  const acts = async (filter: object, who = planted.administrator) =>
    (await listEvents(who, AuditFilter.parse(filter))).rows.map((row) => row.action)

  it('is found by act, person, result, day and number, in the own organisation only', async () => {
    expect(await acts({ number })).toEqual(
      expect.arrayContaining(['application.register', 'applicant.reveal']),
    )
    expect(await acts({ number: String(Number(number)) })).toContain('application.register')
    expect(new Set(await acts({ act: 'office.create' }))).toEqual(new Set(['office.create']))
    expect(await acts({ number, user: planted.administrator.userId })).toEqual([])
    expect(await acts({ result: 'refused' })).toEqual([])
    const today = new Date().toISOString().slice(0, 10)
    expect((await acts({ from: today })).length).toBeGreaterThan(0)
    expect(await acts({ to: '2020-01-01' })).toEqual([])
    expect(await acts({ number }, other.administrator)).toEqual([])
    expect(await listActs(planted.administrator)).toEqual(
      expect.arrayContaining(['application.register', 'office.create', 'user.update']),
    )
  })

  it('is taken away in a file, and that is an act itself', async () => {
    const rows = await exportEvents(planted.administrator, AuditFilter.parse({ number }))
    expect(rows.length).toBeGreaterThan(2)
    expect(JSON.stringify(rows)).not.toContain(snils)
    expect((await acts({}))[0]).toBe('audit.export')
  })

  it('tells namesakes of its filter apart by their logins, nobody else', async () => {
    const twins = [filledUser(planted), filledUser(planted)].map((user) => ({
      ...user,
      lastName: 'Двойников',
    }))
    for (const user of twins) await saveUser(planted.administrator, user)
    const alone = { ...filledUser(planted), lastName: 'Одинцов' }
    await saveUser(planted.administrator, alone)
    const names = new Map((await listPeople(planted.administrator)).map((one) => [one.id, one.name]))
    for (const user of twins)
      expect(names.get(user.id)).toMatch(new RegExp(`^Двойников .*\\(${user.login}\\)$`))
    expect(names.get(alone.id)).toMatch(/^Одинцов [^()]+$/)
  })

  it('says how far it is sealed', async () => {
    expect((await getSealState(planted.administrator)).unsealed).toBeGreaterThan(0)
  })
})

describe('«Кто видел этого гражданина»', () => {
  it('is told by СНИЛС, by its digits and by number; the question is on record, what was typed is not', async () => {
    for (const text of [snils, snils.replaceAll(/\D/g, ''), number]) {
      const found = await findViewers(planted.supervisor, { text })
      expect(found.applications, text).toBe(1)
      const told = found.rows.map((row) => `${row.action} ${row.by?.split(' ')[0]}`)
      expect(told).toEqual([
        'applicant.reveal Образцова',
        'application.view Петров',
        'applicant.view Петров',
        'application.view Петров',
      ])
    }
    const client = owner()
    const asked = await client.auditEvent.findMany({
      where: { action: 'audit.viewers', organisationId: planted.supervisor.organisationId },
    })
    await client.$disconnect()
    expect(asked).toHaveLength(3)
    expect(JSON.stringify(asked.map((row) => row.details))).not.toContain(snils.slice(0, 7))
  })

  it('finds a file that carried the application away', async () => {
    const client = owner()
    await client.auditEvent.create({
      data: {
        at: new Date(),
        organisationId: planted.clerk.organisationId,
        userId: planted.clerk.userId,
        action: 'applications.export',
        result: 'ok',
        details: { applications: [id] },
      },
    })
    await client.$disconnect()
    expect((await findViewers(planted.supervisor, { text: number })).rows[0]?.action).toBe(
      'applications.export',
    )
  })

  it('is nothing for another organisation and for nonsense', async () => {
    expect(await findViewers(other.administrator, { text: snils })).toEqual({ applications: 0, rows: [] })
    expect((await findViewers(planted.supervisor, { text: '  ' })).applications).toBe(0)
  })
})
