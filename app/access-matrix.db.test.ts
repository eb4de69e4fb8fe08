import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { disconnect, filledForm, owner, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { registerApplication } from '@/lib/applications/register-application'
import type { ActionResult } from '@/lib/auth/define-action'
import { pgsRoles, type Permission } from '@/lib/auth/permissions'
import type { Session } from '@/lib/auth/session'
import type { Role } from '@/lib/core/generated/prisma/enums'
import { inputs, type Ids } from './access-matrix.kit'

/**
 * R9: every action and every route × every role × own and another organisation, once as it is and once with the
 * application's own check switched off: then PostgreSQL alone keeps the organisations apart.
 */
const around = vi.hoisted(() => ({
  session: null as Session | null,
  checks: true,
  gates: [] as { name: string; permission: string; call: unknown }[],
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

type Door = { key: string; permission: Permission; knock: (input: Record<string, unknown>) => Promise<Told> }
type Told = { code: string; text: string }
const origin = 'http://127.0.0.1'

const filesNamed = (name: string) =>
  readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === name)
    .map((file) => `app/${file}`)

async function findDoors(): Promise<Door[]> {
  const doors: Door[] = []
  const gateOf = (call: unknown) => around.gates.find((gate) => gate.call === call)
  for (const file of filesNamed('actions.ts')) {
    const doorway = (await import(path.resolve(file))) as Record<
      string,
      (input: unknown) => Promise<ActionResult<unknown>>
    >
    for (const [key, call] of Object.entries(doorway)) {
      const gate = gateOf(call)
      if (!gate) throw new Error(`${file} ${key} is not made by defineAction`)
      doors.push({
        key,
        permission: gate.permission as Permission,
        knock: async (input) => {
          const answer = await call(input)
          return { code: answer.ok ? 'OK' : answer.code, text: JSON.stringify(answer, bigints) }
        },
      })
    }
  }
  for (const file of filesNamed('route.ts')) {
    const doorway = (await import(path.resolve(file))) as Record<
      string,
      (...given: unknown[]) => Promise<Response>
    >
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const call = doorway[method]
      const gate = call && gateOf(call)
      if (!gate) continue // the open ones are named in lib/core/house.test.ts
      doors.push({
        key: `${method} ${file}`,
        permission: gate.permission as Permission,
        knock: async ({ params = {}, query = {}, body, headers = {} }) => {
          const url = new URL(`${origin}/x?${new URLSearchParams(query as Record<string, string>)}`)
          const request = new Request(url, {
            method,
            body: body as string | undefined,
            headers: { origin, host: '127.0.0.1', ...(headers as Record<string, string>) },
          })
          const response = await call(request, { params: Promise.resolve(params) })
          const codes: Record<number, string> = {
            200: 'OK',
            401: 'NOT_SIGNED_IN',
            403: 'FORBIDDEN',
            404: 'NOT_FOUND',
          }
          return { code: codes[response.status] ?? String(response.status), text: await response.text() }
        },
      })
    }
  }
  return doors
}
const bigints = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)

const CANARY = 'Канарейкина'
let home: Planted
let foreign: Planted
let homeIds: Ids
let foreignIds: Ids
let doors: Door[]
const client = owner()

async function idsOf(planted: Planted, lastName: string): Promise<Ids> {
  const form = filledForm(planted)
  form.person.lastName = lastName
  const { id } = await registerApplication(planted.clerk, { idempotencyKey: crypto.randomUUID(), form })
  const [delivery] = await client.delivery.findMany({ where: { applicationId: id } })
  const file = await client.file.create({
    data: {
      organisationId: planted.organisationId,
      applicationId: id,
      name: `${lastName}.pdf`,
      transportName: 'x.pdf',
      mimeType: 'application/pdf',
      size: 3n,
      sha256: new Uint8Array(32),
      streebog256: new Uint8Array(32),
      storeUuid: crypto.randomUUID(),
      uploadedById: planted.clerk.userId,
      createdAt: new Date(),
    },
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
  doors = await findDoors()
})
afterAll(async () => {
  // A question of a directory waits in the one queue there is: other tests must not meet it.
  await client.directoryImport.deleteMany({ where: { organisationId: home.organisationId } })
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
    async (checks) => {
      const before = await digest(foreign.organisationId)
      let cells = 0
      for (const role of strangers) {
        around.checks = true
        around.session = await as([role])
        around.checks = checks
        for (const door of doors) {
          const { code, text } = await door.knock(inputs[door.key]?.(foreignIds) ?? {})
          expect(text, `${role} ${door.key} ${code}`).not.toContain(CANARY)
          for (const id of [foreignIds.delivery, foreignIds.file])
            if (!JSON.stringify(inputs[door.key]?.(foreignIds) ?? {}).includes(id))
              expect(text, `${role} ${door.key}`).not.toContain(id)
          cells++
        }
        expect(await digest(foreign.organisationId), `${role} changed something`).toBe(before)
      }
      around.checks = true
      expect(cells).toBe(doors.length * strangers.length)
    },
    300_000,
  )
})
