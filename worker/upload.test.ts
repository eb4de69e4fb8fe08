import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createGateway, type Gateway } from '@/lib/smev/gateway'
import * as h from '@/simulators/smev/harness'

/** Files on their way to the store of the simulator, which cuts, refuses or halves them (fault F15). */
let simulator: h.Process
let gateway: Gateway
beforeAll(async () => {
  simulator = await h.start()
  gateway = createGateway({
    endpoint: `${simulator.address}/smev/v1.2/ws`,
    fileStore: { host: '127.0.0.1', port: simulator.ftpPort, user: 'anonymous', password: 'anonymous' },
    selector: {},
    version: '1.2',
    timeoutMs: 1500,
    maxBytes: 1_000_000,
  })
})
afterAll(async () => {
  gateway.close()
  await h.stop(simulator)
})

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 256))
const upload = (storeUuid: string) =>
  gateway.upload({
    storeUuid,
    name: 'reshenie.pdf',
    size: bytes.length,
    open: (start = 0) => Readable.from([bytes.subarray(start)]),
  })

it.each(['disconnect', 'garbage', 'hang', 'http502'])(
  'a store that spoils a file by %s: it is tried again, and is whole then',
  async (fault) => {
    const storeUuid = crypto.randomUUID()
    await h.control(simulator, 'POST', 'faults', { operation: 'Upload', fault })
    expect(await upload(storeUuid)).toMatchObject({ ok: false, verdict: 'retry' })
    await h.control(simulator, 'DELETE', 'faults')
    expect(await upload(storeUuid)).toEqual({ ok: true })
    const stored = await readFile(path.join(simulator.data, 'ftp', storeUuid, 'reshenie.pdf'))
    expect(stored.equals(bytes)).toBe(true)
  },
)
