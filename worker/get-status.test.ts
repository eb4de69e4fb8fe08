import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateFacts } from '@/lib/delivery/facts.examples.kit'
import { mintMessageId } from '@/lib/smev/envelope/message-id'
import { validateFile } from '@/lib/smev/commands/validate'
import { createGateway, type Gateway, type GatewaySettings } from '@/lib/smev/gateway'
import * as h from '@/simulators/smev/harness'

const DAY = 86_400_000
let simulator: h.Process
let pinned: string[]
const { signer } = h.newKey()
beforeAll(async () => {
  simulator = await h.start(h.temporary(), { SIMULATOR_TRUST_FIRST: '1', SIMULATOR_ALLOW_UNSIGNED: '' })
  const certificates = await h.control<{ party: string; fingerprint: string }[]>(
    simulator,
    'GET',
    'certificates',
  )
  pinned = certificates.filter(({ party }) => party === 'smev').map(({ fingerprint }) => fingerprint)
})
afterAll(() => h.stop(simulator))

const open = (version: GatewaySettings['version'], change: Partial<GatewaySettings> = {}): Gateway =>
  createGateway({
    endpoint: `${simulator.address}/smev/v${version}/ws`,
    fileStore: { host: '127.0.0.1', port: simulator.ftpPort, user: 'anonymous', password: 'anonymous' },
    selector: {},
    version,
    signer,
    trust: { pinned, roots: [], chain: [] },
    timeoutMs: 2000,
    maxBytes: 1_000_000,
    lifeMs: DAY,
    ...change,
  })

async function send(gateway: Gateway): Promise<string> {
  const messageId = mintMessageId()
  const facts = updateFacts()
  const order = { ...facts, status: { ...facts.status, attachments: [] } }
  const prepared = gateway.prepare({
    messageId,
    environment: 'SVCDEV',
    kind: 'UPDATE',
    orders: [order],
  })
  if (!prepared.ok) throw new Error(prepared.errors.join())
  const sealed = await gateway.seal(prepared.bytes)
  if (!sealed.ok) throw new Error(sealed.text)
  expect(validateFile(sealed.bytes)).toEqual([])
  expect(/<ns1:EOL>([^<]+)</.exec(sealed.bytes.toString())?.[1]).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  expect(await gateway.send(sealed.bytes, messageId)).toMatchObject({ verdict: 'taken' })
  return messageId
}

describe.each(['1.1', '1.2', '1.3'] as const)('GetStatus of %s', (version) => {
  it('says of each message once what became of it, believed by СМЭВ’s signature alone', async () => {
    const gateway = open(version)
    expect(await gateway.status?.()).toEqual({ kind: 'empty' })
    const messageId = await send(gateway)
    const told = await gateway.status?.()
    expect(told).toMatchObject({
      kind: 'status',
      messageId,
      category: 'requestIsAcceptedBySmev',
    })
    expect(told?.kind === 'status' && validateFile(told.raw)).toEqual([])
    expect(await gateway.status?.()).toEqual({ kind: 'empty' })

    await h.control(simulator, 'PUT', 'settings', { sign: false })
    await send(gateway).catch(() => undefined)
    expect(await gateway.status?.()).toMatchObject({ kind: 'fault', fault: 'StatusForged', verdict: 'ask' })
    await h.control(simulator, 'PUT', 'settings', { sign: true })
    const other = open(version, { trust: { pinned: ['0'.repeat(64)], roots: [], chain: [] } })
    await send(gateway)
    expect(await other.status?.()).toMatchObject({ kind: 'fault', fault: 'StatusForged' })
    other.close()
    gateway.close()
  })
})
