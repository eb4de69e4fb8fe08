import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { asWorker, type Tx } from '@/lib/core/db'
import type { SmevDriver } from '@/lib/core/generated/prisma/enums'
import { drivers, isDriverInUse } from '@/lib/delivery/drivers'
import { createAdapter, createFolder, createGateway, type Gateway } from '@/lib/smev/gateway'
import { setDriver } from '@/lib/organisations/set-driver'
import * as h from '@/simulators/smev/harness'
import { desk, openDesk, passDelays } from '@/worker/desk.kit'
import { deliver, type GatewayOf } from '@/worker/tasks/deliver'
import { pollAnswers } from '@/worker/tasks/poll-answers'
import { owner } from './plant'

type Wire = {
  simulator: h.Process
  real: Record<SmevDriver, Gateway>
  /** What a test puts in a driver's place. */
  instead: Partial<Record<SmevDriver, Gateway>>
}
export const wire = {} as Wire
export const of: GatewayOf = (driver) => wire.instead[driver] ?? wire.real[driver]

/** A desk, the whole simulator, and a gateway of each driver to it; each test begins with the usual driver. */
export function openWire(): void {
  openDesk()
  beforeAll(async () => {
    wire.instead = {}
    const data = h.temporary()
    const folder = (name: string) => path.join(data, name)
    mkdirSync(folder('files'))
    wire.simulator = await h.start(data, {
      SIMULATOR_ADAPTER_FILES: folder('files'),
      SIMULATOR_FOLDER_OUT: folder('out'),
      SIMULATOR_FOLDER_IN: folder('in'),
    })
    const services = await knownServices()
    await h.control(wire.simulator, 'PUT', 'services', services)
    const limits = { timeoutMs: 2000, maxBytes: 1_000_000 }
    wire.real = {
      DIRECT: createGateway({
        endpoint: `${wire.simulator.address}/smev/v1.2/ws`,
        fileStore: {
          host: '127.0.0.1',
          port: wire.simulator.ftpPort,
          user: 'anonymous',
          password: 'anonymous',
        },
        selector: {},
        ...limits,
      }),
      ADAPTER: createAdapter({
        form: 'soap',
        url: `${wire.simulator.address}/adapter/ws`,
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
    wire.instead = {}
    await h.control(wire.simulator, 'DELETE', 'faults')
    await goBy(null)
  })
  afterAll(async () => {
    for (const driver of drivers) wire.real[driver].close()
    await h.stop(wire.simulator)
  })
}

async function knownServices() {
  const client = owner()
  const rows = await client.service.findMany({
    where: { targetCode: { not: null } },
    select: { targetCode: true, name: true },
  })
  await client.$disconnect()
  return rows
}

export async function goBy(driver: SmevDriver | null) {
  const client = owner()
  await client.$transaction((tx) => setDriver(tx as Tx, { code: `T${desk.planted.mark}`, driver }))
  await client.$disconnect()
}
export const fault = (body: object) => h.control(wire.simulator, 'POST', 'faults', body)

/** Sends and polls by every driver in use until nothing of these is under way. */
export async function run(...ids: string[]) {
  for (let tries = 0; tries < 100; tries++) {
    await passDelays()
    await deliver(of)
    for (const driver of drivers) if (await isDriverInUse(driver)) await pollAnswers(of(driver), driver)
    const open = await asWorker((tx) =>
      tx.delivery.count({
        where: { applicationId: { in: ids }, state: { in: ['QUEUED', 'SENDING'] } },
      }),
    )
    if (open === 0) return
    await sleep(30)
  }
  throw new Error('not settled')
}

/** What ЕПГУ decided of an application, in order. */
export const decided = (orderNumber: string) =>
  h
    .control<{ orderNumber: string; status: number; code: number }[]>(wire.simulator, 'GET', 'journal')
    .then((rows) =>
      rows.filter((row) => row.orderNumber === orderNumber).map((row) => [row.status, row.code]),
    )

/** Every message made for an application, the oldest first. */
export const messages = (id: string) =>
  asWorker(
    (tx) => tx.$queryRaw<{ driver: SmevDriver; state: string }[]>`
      SELECT m.driver, m.state FROM messages m WHERE m.id IN (
        SELECT message_id FROM deliveries WHERE application_id = ${id}::uuid
        UNION SELECT (e.details->>'messageId')::uuid FROM audit_events e JOIN deliveries d ON d.id::text = e.subject_id
        WHERE d.application_id = ${id}::uuid AND e.action = 'delivery.refusedId')
      ORDER BY m.created_at, m.id`,
  ).then((rows) => rows.map((row) => `${row.driver} ${row.state}`))

export const alarms = (kind: string, subject: string) =>
  asWorker((tx) => tx.alarm.findMany({ where: { kind, subject, resolvedAt: null } }))
