import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { disconnect, filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { attachFile } from '@/lib/files/attach-file'
import { registerApplication } from '@/lib/applications/register-application'
import { pgsRoles } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import type { Role } from '@/lib/core/generated/prisma/enums'
import { inputs, type Ids } from './access-matrix.kit'
import { findDoors, type Door, type Gate } from './doors.kit'

/**
 * R9: every action and every route × every role × own, another and a subordinate organisation, once as it is and once
 * with the application's own check switched off: then PostgreSQL alone keeps the organisations apart.
 */
const around = vi.hoisted(() => ({
  session: null as Session | null,
  checks: true,
  gates: [] as Gate[],
}))
vi.mock('@/lib/auth/current-session', () => ({ currentSession: async () => around.session }))
vi.mock('@/lib/auth/permissions', async (load) => {
  const real = await load<typeof import('@/lib/auth/permissions')>()
  return { ...real, can: (...asked: Parameters<typeof real.can>) => !around.checks || real.can(...asked) }
})
vi.mock('@/lib/auth/rate-limit', () => ({ mayAsk: () => true }))
const seen =
  (real: (...given: never[]) => unknown) => (gate: { name: string; permission: string }, verb: unknown) => {
    const call = real(...([gate, verb] as never[]))
    around.gates.push({ ...gate, call })
    return call
  }
vi.mock('@/lib/auth/define-action', async (load) => {
  const real = await load<typeof import('@/lib/auth/define-action')>()
  return { ...real, defineAction: seen(real.defineAction as never) }
})
vi.mock('@/lib/auth/define-route', async (load) => {
  const real = await load<typeof import('@/lib/auth/define-route')>()
  return { ...real, defineRoute: seen(real.defineRoute as never) }
})

const CANARY = 'Канарейкина'
let home: Planted
let foreign: Planted
let below: Planted
let homeIds: Ids
let foreignIds: Ids
let belowIds: Ids
let doors: Door[]
const client = owner()

async function idsOf(planted: Planted, lastName: string): Promise<Ids> {
  const form = filledForm(planted)
  form.person.lastName = lastName
  const { id } = await registerApplication(planted.clerk, { idempotencyKey: crypto.randomUUID(), form })
  const [delivery] = await client.delivery.findMany({ where: { applicationId: id } })
  const pdf = new Blob([`%PDF-1.7\n${lastName}\n`.padEnd(200, ' ')])
  const file = await attachFile(planted.clerk, {
    applicationId: id,
    name: `${lastName}.pdf`,
    body: pdf.stream(),
  })
  const alarm = await client.alarm
    .create({
      data: {
        kind: `matrix-${crypto.randomUUID()}`,
        subject: planted.organisationId,
        text: lastName,
        createdAt: new Date(),
        lastAt: new Date(),
      } as never,
    })
    .catch(() => null)
  return {
    organisation: planted.organisationId,
    application: id,
    delivery: delivery?.id ?? '',
    file: file.id,
    alarm: alarm?.id ?? crypto.randomUUID(),
    user: planted.secondClerk.userId,
    office: planted.offices[1] ?? '',
    service: planted.serviceId,
  }
}

/** Everything that the other organisation has, as one digest: nothing of it may change. */
async function digest(organisationId: string): Promise<string> {
  const [row] = await client.$queryRawUnsafe<{ digest: string }[]>(
    `SELECT md5(concat_ws('|', ${[
      'applications',
      'applicants',
      'status_changes',
      'deliveries',
      'files',
      'users',
      'offices',
      'services',
    ]
      .map(
        (table) =>
          `(SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM ${table} t WHERE organisation_id = $1::uuid)`,
      )
      .join(', ')}, (SELECT o::text FROM organisations o WHERE id = $1::uuid))) AS digest`,
    organisationId,
  )
  return row?.digest ?? ''
}

const withRoles = (planted: Planted, roles: Role[]): Session => ({ ...planted.clerk, roles, elkModule: true })

async function as(roles: Role[]): Promise<Session> {
  await client.$executeRawUnsafe(
    `UPDATE users SET roles = $1::role[] WHERE id = $2::uuid`,
    roles,
    home.clerk.userId,
  )
  return withRoles(home, roles)
}

beforeAll(async () => {
  home = await plantTestOrganisation()
  foreign = await plantTestOrganisation()
  homeIds = await idsOf(home, 'Домашняя')
  foreignIds = await idsOf(foreign, CANARY)
  below = await plantTestOrganisation()
  belowIds = await idsOf(below, CANARY)
  await client.organisation.update({
    where: { id: below.organisationId },
    data: { parentId: home.organisationId },
  })
  doors = await findDoors(around.gates)
})
afterAll(async () => {
  await client.$disconnect()
  await disconnect()
})

const allRoles: Role[] = [...pgsRoles, 'SYSTEM_ADMINISTRATOR']
// A system administrator is the one who may work in other organisations: only with the check on, and by their rights.
const strangers = allRoles.filter((role) => role !== 'SYSTEM_ADMINISTRATOR')

describe('the matrix of access', () => {
  it('knows every door and what is asked of it', () => {
    expect(doors.length).toBeGreaterThan(40)
    for (const { key } of doors)
      expect(inputs[key], `${key} has no row in access-matrix.kit.ts`).toBeTypeOf('function')
  })

  it('lets nobody in without a session', async () => {
    around.session = null
    for (const door of doors) {
      const { code } = await door.knock(inputs[door.key]?.(homeIds) ?? {})
      expect(code, door.key).toBe('NOT_SIGNED_IN')
    }
  })

  it('opens each door to the roles that have its right, and to no other', async () => {
    const { can } = await vi.importActual<typeof import('@/lib/auth/permissions')>('@/lib/auth/permissions')
    let cells = 0
    around.checks = true
    for (const role of allRoles) {
      around.session = await as([role])
      for (const door of doors) {
        const { code } = await door.knock(inputs[door.key]?.(homeIds) ?? {})
        const may = can({ roles: [role], elkModule: true }, door.permission)
        if (!may) expect(code, `${role} ${door.key}`).toBe('FORBIDDEN')
        else expect(code, `${role} ${door.key}`).not.toBe('NOT_SIGNED_IN')
        cells++
      }
      around.session = { ...(await as([role])), elkModule: false }
      for (const door of doors) {
        if (can({ roles: [role], elkModule: false }, door.permission)) continue
        const { code } = await door.knock(inputs[door.key]?.(homeIds) ?? {})
        expect(code, `${role} without the module ${door.key}`).toBe('FORBIDDEN')
        cells++
      }
    }
    expect(cells).toBeGreaterThan(doors.length * allRoles.length)
  }, 300_000)

  it.each([true, false])(
    'gives nothing of another organisation and changes nothing there (own check on: %s)',
    (checks) => giveNothing(foreign, foreignIds, checks, []),
    300_000,
  )

  it.each([true, false])(
    'gives nothing of a subordinate organisation while the switch is off (own check on: %s)',
    (checks) => giveNothing(below, belowIds, checks, []),
    300_000,
  )

  it.each([true, false])(
    'shows a subordinate organisation to its supervisors when the switch is on, and changes nothing there (own check on: %s)',
    async (checks) => {
      await oversee(true)
      await giveNothing(below, belowIds, checks, lookers)
      for (const role of lookers) {
        around.session = await as([role])
        for (const key of looks) {
          const door = doors.find((one) => one.key === key)
          const { code, text } = (await door?.knock(whose(key, belowIds, 'first page'))) ?? {
            code: '',
            text: '',
          }
          expect(code, `${role} ${key}`).toBe('OK')
          expect(text, `${role} ${key}`).toMatch(
            key.includes('counters')
              ? /"found":1/
              : key.includes('history')
                ? /application\.register/
                : CANARY,
          )
        }
        const other = await doors
          .find((one) => one.key === looks[0])
          ?.knock(whose(looks[0] ?? '', { ...belowIds, organisation: foreign.organisationId }))
        expect(other?.code, 'not a subordinate one').toBe('NOT_FOUND')
      }
      await oversee(false)
    },
    300_000,
  )
})

const lookers: Role[] = ['SUPERVISOR', 'DEPUTY_SUPERVISOR', 'ADMINISTRATOR']
const looks = [
  'GET app/api/applications/route.ts',
  'GET app/api/applications/counters/route.ts',
  'GET app/api/applications/[id]/route.ts',
  'GET app/api/applications/[id]/history/route.ts',
  'GET app/api/files/[fileId]/route.ts',
]
const oversee = (oversees: boolean) =>
  client.organisation.update({ where: { id: home.organisationId }, data: { oversees } })

/** What a door is asked for, with whose it is. */
function whose(key: string, ids: Ids, page?: 'first page'): Record<string, unknown> {
  const input = inputs[key]?.(ids) ?? {}
  const query: Record<string, unknown> = { ...(input.query as object), organisation: ids.organisation }
  if (page) delete query.after
  return { organisation: ids.organisation, ...input, ...(/^[A-Z]+ /.test(key) && { query }) }
}

/** Knocks at each door in each role, with and without whose it is; `except` are the roles that may look, where looking is possible. */
async function giveNothing(planted: Planted, ids: Ids, checks: boolean, except: Role[]): Promise<void> {
  const before = await digest(planted.organisationId)
  let cells = 0
  for (const role of strangers) {
    around.checks = true
    around.session = await as([role])
    around.checks = checks
    for (const door of doors)
      for (const input of [inputs[door.key]?.(ids) ?? {}, whose(door.key, ids)]) {
        const { code, text } = await door.knock(input)
        cells++
        if (except.includes(role) && looks.includes(door.key) && 'organisation' in input) continue
        expect(text, `${role} ${door.key} ${code}`).not.toContain(CANARY)
        for (const id of [ids.delivery, ids.file])
          if (!JSON.stringify(input).includes(id)) expect(text, `${role} ${door.key}`).not.toContain(id)
      }
    expect(await digest(planted.organisationId), `${role} changed something`).toBe(before)
  }
  around.checks = true
  expect(cells).toBe(2 * doors.length * strangers.length)
}
