import { mkdirSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registerApplication } from '@/lib/applications/register-application'
import { asWorker, type Tx } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { claimUnanswered } from '@/lib/delivery/claim-unanswered'
import { drivers, isDriverInUse } from '@/lib/delivery/drivers'
import { attachFile } from '@/lib/files/attach-file'
import { createAdapter, createFolder, createGateway, refuseAll, type Gateway } from '@/lib/smev/gateway'
import { setDriver } from '@/lib/organisations/set-driver'
import { filledForm, owner, plantTestOrganisation } from '@/scripts/testing/plant'
import * as h from '@/simulators/smev/harness'
import { card, change, desk, openDesk, passDelays, register, views } from './desk.kit'
import { deliver, type GatewayOf } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

let simulator: h.Process
let real: Record<SmevDriver, Gateway>
/** What a test puts in a driver's place. */
let instead: Partial<Record<SmevDriver, Gateway>> = {}
const of: GatewayOf = (driver) => instead[driver] ?? real[driver]

beforeAll(async () => {
  const data = h.temporary()
  const folder = (name: string) => path.join(data, name)
  mkdirSync(folder('files'))
  simulator = await h.start(data, {
    SIMULATOR_ADAPTER_FILES: folder('files'),
    SIMULATOR_FOLDER_OUT: folder('out'),
    SIMULATOR_FOLDER_IN: folder('in'),
  })
  const services = await knownServices()
  await h.control(simulator, 'PUT', 'services', services)
  const limits = { timeoutMs: 2000, maxBytes: 1_000_000 }
  real = {
    DIRECT: createGateway({
      endpoint: `${simulator.address}/smev/v1.2/ws`,
      fileStore: { host: '127.0.0.1', port: simulator.ftpPort, user: 'anonymous', password: 'anonymous' },
      selector: {},
      ...limits,
    }),
    ADAPTER: createAdapter({
      form: 'soap',
      url: `${simulator.address}/adapter/ws`,
      system: 'ARM01',
      plugin: '',
      files: folder('files'),
      filesSeen: folder('files'),
      ...limits,
    }),
    FOLDER: createFolder({
      out: folder('out'),
      in: folder('in'),
      system: 'ARM01',
      maxBytes: limits.maxBytes,
    }),
  }
})
beforeEach(async () => {
  instead = {}
  await h.control(simulator, 'DELETE', 'faults')
  await use(null)
})
afterAll(async () => {
  for (const driver of drivers) real[driver].close()
  await h.stop(simulator)
})

async function knownServices() {
  const client = owner()
  const rows = await client.service.findMany({
    where: { targetCode: { not: null } },
    select: { targetCode: true, name: true },
  })
  await client.$disconnect()
  return rows
}

async function use(driver: SmevDriver | null) {
  const client = owner()
  await client.$transaction((tx) => setDriver(tx as Tx, { code: `T${desk.planted.mark}`, driver }))
  await client.$disconnect()
}
const fault = (body: object) => h.control(simulator, 'POST', 'faults', body)

/** Sends and polls by every driver in use until nothing of these is under way. */
async function run(...ids: string[]) {
  for (let tries = 0; tries < 100; tries++) {
    await passDelays()
    await deliver(of)
    for (const driver of drivers) if (await isDriverInUse(driver)) await pollAnswers(of(driver), driver)
    const open = await asWorker((tx) =>
      tx.delivery.count({
        where: { applicationId: { in: ids }, state: { in: ['QUEUED', 'SENDING', 'SENT'] } },
      }),
    )
    if (open === 0) return
    await sleep(30)
  }
  throw new Error('not settled')
}

/** What ЕПГУ decided of an application, in order. */
const decided = (orderNumber: string) =>
  h
    .control<{ orderNumber: string; status: number; code: number }[]>(simulator, 'GET', 'journal')
    .then((rows) =>
      rows.filter((row) => row.orderNumber === orderNumber).map((row) => [row.status, row.code]),
    )

/** Every message made for an application, the oldest first. */
const messages = (id: string) =>
  asWorker(
    (tx) => tx.$queryRaw<{ driver: SmevDriver; state: string }[]>`
      SELECT m.driver, m.state FROM messages m WHERE m.id IN (
        SELECT message_id FROM deliveries WHERE application_id = ${id}::uuid
        UNION SELECT (e.details->>'messageId')::uuid FROM audit_events e JOIN deliveries d ON d.id::text = e.subject_id
        WHERE d.application_id = ${id}::uuid AND e.action = 'delivery.refusedId')
      ORDER BY m.created_at, m.id`,
  ).then((rows) => rows.map((row) => `${row.driver} ${row.state}`))

const alarms = (kind: string, subject: string) =>
  asWorker((tx) => tx.alarm.findMany({ where: { kind, subject, resolvedAt: null } }))

describe('direct → adapter → folder', () => {
  it('loses and doubles nothing of what waits, was sent, was refused or is in doubt', async () => {
    // Sent, its answer not yet fetched; a change waits behind it.
    const sent = await register()
    await deliver(of)
    await change(sent.id, 7)
    // Refused: waits for its clerk, the change behind it too.
    const refused = await register()
    await fault({ answer: 5 })
    await deliver(of)
    await change(refused.id, 7)
    // In doubt: СМЭВ has it, its receipt never came.
    const doubted = await register()
    await fault({ operation: 'SendRequest', fault: 'http502', count: 1, after: true })
    await deliver(of)
    // Never there: nobody listens.
    const never = await register()
    instead = { DIRECT: { ...real.DIRECT, send: nobodyListens } }
    await deliver(of)
    instead = {}
    expect(await messages(never.id)).toEqual(['DIRECT PREPARED'])

    await use('ADAPTER')
    const waiting = await register()
    await run(sent.id, doubted.id, never.id, waiting.id)

    expect(await messages(sent.id)).toEqual(['DIRECT ANSWERED', 'ADAPTER ANSWERED'])
    expect(await messages(doubted.id)).toEqual(['DIRECT ANSWERED'])
    expect(await messages(never.id)).toEqual(['DIRECT REFUSED', 'ADAPTER ANSWERED'])
    expect(await messages(waiting.id)).toEqual(['ADAPTER ANSWERED'])
    expect(views(await card(refused.id))).toEqual([
      [2, 'held'],
      [1, 'refused'],
    ])

    // The adapter has it, its receipt never came; then folders.
    const next = await register()
    await fault({ operation: 'AdapterSend', fault: 'disconnect', count: 1, after: true })
    await deliver(of)
    await use('FOLDER')
    await change(never.id, 7)
    await run(next.id, never.id)
    expect(await messages(next.id)).toEqual(['ADAPTER ANSWERED'])
    expect(await messages(never.id)).toEqual(['DIRECT REFUSED', 'ADAPTER ANSWERED', 'FOLDER ANSWERED'])

    expect(await decided(sent.orderNumber)).toEqual([[6, 0], [7, 0]]) // prettier-ignore
    expect(await decided(refused.orderNumber)).toEqual([[6, 5]])
    expect(await decided(never.orderNumber)).toEqual([[6, 0], [7, 0]]) // prettier-ignore
    for (const one of [doubted, waiting, next]) expect(await decided(one.orderNumber)).toEqual([[6, 0]])
    for (const { id } of [sent, doubted, never, waiting, next])
      expect((await card(id)).elkOrderNumber).toMatch(/^\d+$/)
  })
})

const nobodyListens: Gateway['send'] = () =>
  Promise.resolve({ verdict: 'retry', fault: 'ConnectionRefused', text: '' })

describe('what may have been taken', () => {
  it('goes on by its old driver though its last fault alone would prove the contrary', async () => {
    const { id, orderNumber } = await register()
    await fault({ operation: 'SendRequest', fault: 'http502', count: 1, after: true })
    await deliver(of)
    instead = { DIRECT: { ...real.DIRECT, send: nobodyListens } }
    await passDelays()
    await deliver(of)
    instead = {}
    await use('ADAPTER')
    await run(id)
    expect(await messages(id)).toEqual(['DIRECT ANSWERED'])
    expect(await decided(orderNumber)).toEqual([[6, 0]])
  })

  it('goes on by its old driver when a worker died at it', async () => {
    const { id, orderNumber } = await register()
    const died = new Error('killed')
    instead = {
      DIRECT: {
        ...real.DIRECT,
        send: async (...given) => {
          await real.DIRECT.send(...given)
          throw died
        },
      },
    }
    await expect(deliver(of)).rejects.toBe(died)
    instead = {}
    await asWorker((tx) => tx.$executeRaw`UPDATE messages SET lease_until = NULL WHERE state = 'PREPARED'`)
    await use('FOLDER')
    await run(id)
    expect(await messages(id)).toEqual(['DIRECT ANSWERED'])
    expect(await decided(orderNumber)).toEqual([[6, 0]])
  })

  it('waits, with an alarm, while its old driver cannot be opened; what nobody has goes by the new one', async () => {
    const doubted = await register()
    await fault({ operation: 'SendRequest', fault: 'http502', count: 1, after: true })
    await deliver(of)
    const never = await register()
    instead = { DIRECT: refuseAll('DriverUnavailable', 'DIRECT: SMEV_CERTIFICATE is not set') }
    await deliver(of)
    await use('ADAPTER')
    await run(never.id)
    expect(await messages(never.id)).toEqual(['ADAPTER ANSWERED'])
    expect(await messages(doubted.id)).toEqual(['DIRECT PREPARED'])
    const [alarm] = await alarms('send.stop', 'DriverUnavailable')
    expect(alarm?.details).toContain('SMEV_CERTIFICATE')
    expect(await alarms('answer.fault', 'DriverUnavailable')).toHaveLength(1)
    instead = {}
    await run(doubted.id)
    expect(await messages(doubted.id)).toEqual(['DIRECT ANSWERED'])
    expect(await decided(doubted.orderNumber)).toEqual([[6, 0]])
  })
})

describe('an answer that died between the adapter and our commit', () => {
  const lose = async () => {
    await use('ADAPTER')
    const application = await register()
    await deliver(of)
    await fault({ operation: 'AdapterGet', fault: 'disconnect', count: 1, after: true })
    await pollAnswers(real.ADAPTER, 'ADAPTER')
    await pollAnswers(real.ADAPTER, 'ADAPTER')
    expect(views(await card(application.id))).toEqual([[1, 'sent']])
    return application
  }
  const passMinutes = (minutes: number) =>
    asWorker(
      (tx) => tx.$executeRaw`UPDATE messages SET sent_at = sent_at - ${minutes} * interval '1 minute',
        next_attempt_at = next_attempt_at - ${minutes} * interval '1 minute' WHERE state = 'SENT'`,
    )

  it('is looked up after its time, and settles once however often it comes', async () => {
    const { id, orderNumber } = await lose()
    await passMinutes(9)
    expect(await pollAnswers(real.ADAPTER, 'ADAPTER')).toBe(0)
    await passMinutes(2)
    expect(await pollAnswers(real.ADAPTER, 'ADAPTER')).toBe(1)
    expect(views(await card(id))).toEqual([[1, 'accepted']])
    const [{ message_id: messageId = '' } = {}] = await asWorker(
      (tx) =>
        tx.$queryRaw<
          { message_id: string }[]
        >`SELECT message_id FROM deliveries WHERE application_id = ${id}::uuid`,
    )
    const before = await card(id)
    const again = await real.ADAPTER.lookUp?.(messageId)
    if (again?.kind !== 'message') throw new Error(again?.kind)
    let given = false
    const brought: Gateway = {
      ...real.ADAPTER,
      receive: () => {
        if (given) return Promise.resolve({ kind: 'empty' })
        given = true
        return Promise.resolve(again)
      },
    }
    expect(await pollAnswers(brought, 'ADAPTER')).toBe(1)
    expect((await card(id)).steps).toEqual(before.steps)
    expect(await decided(orderNumber)).toEqual([[6, 0]])
  })

  it('is asked for once in that time', async () => {
    await lose()
    await passMinutes(11)
    expect(await claimUnanswered('ADAPTER', 10)).toHaveLength(1)
    expect(await claimUnanswered('ADAPTER', 10)).toHaveLength(0)
    await passMinutes(11)
    expect(await claimUnanswered('DIRECT', 10)).toHaveLength(0)
    expect(await claimUnanswered('ADAPTER', 10)).toHaveLength(1)
  })
})

it('an answer of a file lies in `done` once it is settled; one to nobody of us is kept aside, and told', async () => {
  await use('FOLDER')
  const { id } = await register()
  await run(id)
  const inbox = path.join(simulator.data, 'in')
  const [name = ''] = await readdir(path.join(inbox, 'done'))
  const foreign = (await readFile(path.join(inbox, 'done', name), 'utf8')).replace(
    /(originalClientId|replyToClientId)>[^<]*/g,
    '$1>00000000-0000-1000-8000-000000000001',
  )
  await writeFile(path.join(inbox, 'foreign.xml'), foreign)
  await pollAnswers(real.FOLDER, 'FOLDER')
  expect((await readdir(path.join(inbox, 'bad'))).join()).toMatch(/foreign\.xml$/)
  expect(await alarms('answer.unknown', '00000000-0000-1000-8000-000000000001')).toHaveLength(1)
})

it('organisations of several drivers share no message and no gateway', async () => {
  const other = await plantTestOrganisation()
  const foreign = await registerApplication(other.clerk, {
    idempotencyKey: crypto.randomUUID(),
    form: filledForm(other),
  })
  const own = [await register(), await register()]
  await use('ADAPTER')
  await deliver(of, 100)
  const [one, two] = await Promise.all(own.map(({ id }) => messages(id)))
  expect([one, two, await messages(foreign.id)]).toEqual([
    ['ADAPTER SENT'],
    ['ADAPTER SENT'],
    ['DIRECT SENT'],
  ])
  await run(foreign.id, ...own.map(({ id }) => id))
})

it('a file that one driver had stored is stored anew for the next', async () => {
  const { id } = await register()
  await run(id)
  const attached = await attachFile(desk.planted.clerk, {
    applicationId: id,
    name: 'решение.pdf',
    body: new Blob(['%PDF-1.7\n', crypto.randomUUID()]).stream(),
  })
  await change(id, 3, [attached.id])
  instead = { DIRECT: { ...real.DIRECT, send: nobodyListens } }
  await passDelays()
  await deliver(of)
  instead = {}
  await use('ADAPTER')
  await run(id)
  expect(await messages(id)).toEqual(['DIRECT ANSWERED', 'DIRECT REFUSED', 'ADAPTER ANSWERED'])
  expect(views(await card(id))[0]).toEqual([2, 'accepted'])
})

it('a driver is set with an audit row, for an organisation that exists', async () => {
  await use('FOLDER')
  const rows = await asWorker((tx) =>
    tx.auditEvent.findMany({
      where: { organisationId: desk.planted.organisationId, action: 'organisation.setDriver' },
      orderBy: { id: 'desc' },
    }),
  )
  expect(rows[0]?.details).toEqual({ from: null, to: 'FOLDER' })
  const client = owner()
  await expect(
    client.$transaction((tx) => setDriver(tx as Tx, { code: 'nobody', driver: null })),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await client.$disconnect()
})
