import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disconnect, filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { findViewers } from '@/lib/audit/find-viewers'
import { listEvents } from '@/lib/audit/list-events'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { getOrganisation } from '@/lib/organisations/get-organisation'
import { listOverseen } from '@/lib/organisations/list-overseen'
import { saveOrganisation } from '@/lib/organisations/save-organisation'
import { SaveOrganisation } from '@/lib/organisations/schema'
import { changeStatus } from './change-status'
import { getForm } from './get-form'
import { parseFilters } from './filters'
import { listApplications } from './list-applications'
import { openCard } from './open-card'
import { registerApplication } from './register-application'
import { revealApplicant } from './reveal-applicant'

let above: Planted
let below: Planted
let id: string
let number: string
const client = owner()

const oversee = (oversees: boolean) =>
  client.organisation.update({ where: { id: above.organisationId }, data: { oversees } })
const notFound = { code: 'NOT_FOUND' }
const whose = () => ({ id, organisation: below.organisationId })
const list = (session: Session, organisation?: string) =>
  listApplications(session, parseFilters({ organisation }))

beforeAll(async () => {
  above = await plantTestOrganisation()
  below = await plantTestOrganisation()
  await client.organisation.update({
    where: { id: below.organisationId },
    data: { parentId: above.organisationId, shortName: 'Подведомственная' },
  })
  const made = await registerApplication(below.clerk, {
    idempotencyKey: crypto.randomUUID(),
    form: filledForm(below),
  })
  id = made.id
  number = made.number
  await registerApplication(above.clerk, { idempotencyKey: crypto.randomUUID(), form: filledForm(above) })
  await oversee(true)
})
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

describe('sight of subordinate organisations (A10)', () => {
  it('is a list and a card of one organisation at a time, masked, with nothing to press', async () => {
    expect(await listOverseen(above.supervisor)).toEqual([
      { id: below.organisationId, name: 'Подведомственная' },
    ])
    expect((await list(above.supervisor, below.organisationId)).rows.map((row) => row.id)).toEqual([id])
    expect((await list(above.supervisor)).rows.map((row) => row.id)).not.toContain(id)
    const card = await openCard(above.supervisor, whose())
    expect(card).toMatchObject({
      overseen: { name: 'Подведомственная' },
      may: { write: false, resend: false, reveal: false, xml: false, edit: false },
      next: [],
      instead: [],
    })
    expect(card.steps[0]?.by).not.toBe('')
    expect(card.applicant.find(({ field }) => field === 'snils')).toMatchObject({ masked: true })
  })

  it('is there only with the switch, the right, the module, and from directly above', async () => {
    await expect(openCard(above.clerk, whose())).rejects.toMatchObject(notFound)
    await expect(openCard(above.supervisor, { id, organisation: undefined })).rejects.toMatchObject(notFound)
    await expect(list(below.supervisor, above.organisationId)).rejects.toMatchObject(notFound)
    await client.$executeRaw`UPDATE users SET elk_module = false WHERE id = ${above.supervisor.userId}::uuid`
    await expect(openCard(above.supervisor, whose())).rejects.toMatchObject(notFound)
    await client.$executeRaw`UPDATE users SET elk_module = true WHERE id = ${above.supervisor.userId}::uuid`
    await oversee(false)
    await expect(openCard(above.supervisor, whose())).rejects.toMatchObject(notFound)
    expect(await listOverseen(above.supervisor)).toEqual([])
    await oversee(true)
  })

  it('writes nothing: the verbs find nothing, and neither do statements past them', async () => {
    const looking = { ...above.supervisor, overseenId: below.organisationId }
    const given = { applicationId: id, reason: 'call' as const, note: undefined }
    for (const session of [above.supervisor, looking]) {
      const change = {
        applicationId: id,
        version: 1,
        idempotencyKey: crypto.randomUUID(),
        status: 7,
        statusDate: new Date(),
      }
      await expect(changeStatus(session, change as never)).rejects.toBeTruthy()
    }
    await expect(revealApplicant(above.supervisor, given as never)).rejects.toMatchObject(notFound)
    await expect(getForm(above.supervisor, { id })).rejects.toMatchObject(notFound)
    const tried = (sql: string) => inOrganisation(looking, (tx) => tx.$executeRawUnsafe(sql))
    for (const sql of [
      'UPDATE applications SET version = version + 1',
      'UPDATE applicants SET kind = kind',
      'DELETE FROM applicants',
      'UPDATE files SET removed_at = app_now()',
      'UPDATE file_signatures SET removed_at = app_now()',
      "UPDATE deliveries SET decision = 'захвачено'",
      'UPDATE messages SET attempts = attempts + 1',
      'UPDATE services SET version = version + 1',
      'UPDATE offices SET version = version + 1',
      'UPDATE users SET version = version + 1',
    ])
      expect(await tried(sql), sql).toBe(0)
    const { organisationId, supervisor } = below
    for (const sql of [
      `INSERT INTO search_terms (id, organisation_id, user_id, text, created_at) VALUES (gen_random_uuid(), '${organisationId}', '${supervisor.userId}', 'x', app_now())`,
      `INSERT INTO audit_events (at, organisation_id, user_id, action, result) VALUES (app_now(), '${organisationId}', '${supervisor.userId}', 'application.edit', 'ok')`,
    ])
      await expect(tried(sql), sql).rejects.toThrow(/row-level security/)
    // The second line of reading: a transaction that says whom it looks into by itself sees nothing without the switch.
    await oversee(false)
    const seen = await inOrganisation(above.supervisor, async (tx) => {
      await tx.$executeRaw`SELECT set_config('app.overseen_id', ${organisationId}, true)`
      return tx.application.count()
    })
    expect(seen).toBe(0)
    await oversee(true)
  })

  it('leaves a row in both journals, each telling the other organisation', async () => {
    const own = await listEvents(above.administrator, {
      act: 'application.view',
      number: undefined,
    })
    expect(own.rows[0]).toMatchObject({ by: expect.stringMatching(/^Примеров/), subject: 'Подведомственная' })
    const theirs = await findViewers(below.administrator, { text: number })
    const { shortName } = await client.organisation.findUniqueOrThrow({ where: { id: above.organisationId } })
    expect(theirs.rows[0]).toMatchObject({
      action: 'application.view',
      by: shortName,
      subject: `№ ${number}`,
    })
  })

  it('is switched by a system administrator only', async () => {
    const system: Session = {
      ...above.administrator,
      userId: (await client.user.findFirstOrThrow({ where: { login: `system${above.mark}` } })).id,
      roles: ['SYSTEM_ADMINISTRATOR'],
    }
    const form = async (session: Session, oversees: boolean) => {
      const { parentName: _parentName, ...card } = await getOrganisation(session, above.organisationId)
      const text = Object.fromEntries(Object.entries(card).map(([key, value]) => [key, value ?? '']))
      return SaveOrganisation.parse({
        ...text,
        oversees,
        kpp: `9900${above.mark.slice(-5).padStart(5, '0')}`,
      })
    }
    await saveOrganisation(above.administrator, await form(above.administrator, false))
    expect(await getOrganisation(above.administrator)).toMatchObject({ oversees: true })
    await saveOrganisation(system, await form(system, false))
    expect(await getOrganisation(above.administrator)).toMatchObject({ oversees: false })
    await expect(
      inOrganisation(above.administrator, (tx) =>
        tx.organisation.updateMany({ where: { id: above.organisationId }, data: { oversees: true } }),
      ),
    ).rejects.toThrow(/given by a system administrator/)
    const [last] = await client.auditEvent.findMany({
      where: { organisationId: above.organisationId, action: 'organisation.update' },
      orderBy: { id: 'desc' },
    })
    expect(last?.details).toMatchObject({ changes: { oversees: [true, false] } })
  })
})
