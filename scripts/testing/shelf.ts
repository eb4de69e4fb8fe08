import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { disconnect } from '@/lib/core/db'
import { listDirectories, type DirectoryState } from '@/lib/directories/list-directories'
import { requestImports } from '@/lib/directories/request-imports'
import type { DirectoryNumber } from '@/lib/directories/schema'
import { createGateway, type Gateway, type GatewaySettings } from '@/lib/smev/gateway'
import { owner, plantTestOrganisation, type Planted } from './plant'
import * as h from '@/simulators/smev/harness'
import { askDirectories } from '@/worker/tasks/ask-directories'
import { pollAnswers } from '@/worker/tasks/poll-answers'

/** The reading of ЕСНСИ, end to end: the database, the worker's steps and the whole simulator. */
export const shelf = {} as { simulator: h.Process; planted: Planted }
export const client = owner()
const gateways: Gateway[] = []
const keys = [h.newKey('ИС первая'), h.newKey('ИС вторая')] as const

/** Signs by the first of two keys, or by the second, and believes whoever signed. */
export const believing = (key: 0 | 1 = 0) => ({
  signer: keys[key].signer,
  trust: { pinned: [], roots: [], chain: [] },
})

export function open(change: Partial<GatewaySettings> = {}): Gateway {
  const { address, ftpPort } = shelf.simulator
  const gateway = createGateway({
    endpoint: `${address}/smev/v1.2/ws`,
    fileStore: { host: '127.0.0.1', port: ftpPort, user: 'anonymous', password: 'anonymous' },
    selector: { rootElement: 'ElkOrderResponse' },
    timeoutMs: 10_000,
    maxBytes: 1_000_000,
    ...change,
  })
  gateways.push(gateway)
  return gateway
}
export const tell = (path: string, body: unknown) => h.control(shelf.simulator, 'PUT', path, body)

const endReadings = () => client.$executeRaw`
  UPDATE directory_imports SET state = 'CANCELLED', message_id = NULL, envelope_id = NULL
  WHERE state IN ('REQUESTED', 'ASKED', 'RECEIVED')`

export function openShelf(): void {
  beforeAll(async () => {
    shelf.simulator = await h.start()
    shelf.planted = await plantTestOrganisation()
    for (const [at, { pem }] of keys.entries())
      await tell('senders', { mnemonic: `TEST0${at}`, certificate: pem })
  })
  afterEach(async () => {
    await tell('settings', { delayMs: 0, cnsiPartBytes: 0, mtom: false })
    await endReadings()
  })
  afterAll(async () => {
    for (const gateway of gateways) gateway.close()
    await h.stop(shelf.simulator)
    await client.$disconnect()
    await disconnect()
  })
}

export const ask = (...directories: DirectoryNumber[]) =>
  requestImports(shelf.planted.administrator, { directories })
export async function stateOf(directory: DirectoryNumber): Promise<NonNullable<DirectoryState['reading']>> {
  const { rows } = await listDirectories(shelf.planted.administrator)
  const reading = rows.find((row) => row.directory === directory)?.reading
  if (!reading) throw new Error('nobody asked')
  return reading
}
/** The last reading as it stands in its table. */
export const raw = (directory: number) =>
  client.directoryImport.findFirstOrThrow({ where: { directory }, orderBy: { requestedAt: 'desc' } })
export const due = () => client.$executeRaw`UPDATE directory_imports SET next_attempt_at = app_now()`

/** The steps of one worker, or of several at once, until these are read or have failed. */
export async function run(given: Gateway | Gateway[], ...directories: DirectoryNumber[]): Promise<void> {
  const workers = [given].flat()
  for (let tries = 0; tries < 200; tries++) {
    await Promise.all(workers.map((gateway) => askDirectories(() => gateway)))
    await Promise.all(workers.map((gateway) => pollAnswers(gateway)))
    const states = await Promise.all(directories.map(stateOf))
    if (states.every(({ state }) => state !== 'REQUESTED' && state !== 'ASKED')) return
    await sleep(20)
  }
  throw new Error(`not read: ${JSON.stringify(await Promise.all(directories.map(stateOf)))}`)
}
