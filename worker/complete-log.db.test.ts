import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { asWorker } from '@/lib/core/db'
import { createGateway, type Gateway } from '@/lib/smev/gateway'
import { control, start, stop, type Process } from '@/simulators/smev/harness'
import { testSigner } from '@/lib/smev/signature/answer.kit'
import { card, openDesk, passDelays, register, views } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

openDesk()

type Heard = { operation: string; sent: string; status: number; came: string }
const heard: Heard[] = []
let simulator: Process
let gateway: Gateway
let broken = 0

/** A proxy on the way to the simulator, which writes down every byte, and fails as proxies do. */
const relay = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    void (async () => {
      if (broken-- > 0) return void response.writeHead(503).end('<html>away</html>')
      const body = Buffer.concat(chunks)
      const action = String(request.headers.soapaction)
      const headers = { 'Content-Type': String(request.headers['content-type']), SOAPAction: action }
      const answer = await fetch(`${simulator.address}${request.url}`, { method: 'POST', headers, body })
      const came = Buffer.from(await answer.arrayBuffer())
      heard.push({
        operation: action.slice(5, -1),
        sent: String(body),
        status: answer.status,
        came: String(came),
      })
      response
        .writeHead(answer.status, { 'Content-Type': String(answer.headers.get('content-type')) })
        .end(came)
    })()
  })
})

beforeAll(async () => {
  simulator = await start(undefined, { SIMULATOR_TRUST_FIRST: '1' })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const { port } = relay.address() as AddressInfo
  gateway = createGateway({
    endpoint: `http://127.0.0.1:${port}/smev/v1.2/ws`,
    fileStore: { host: '127.0.0.1', port: simulator.ftpPort, user: 'anonymous', password: 'anonymous' },
    selector: {},
    timeoutMs: 10_000,
    maxBytes: 1_000_000,
    signer: testSigner('Администрация'),
  })
})
afterAll(async () => {
  gateway.close()
  relay.close()
  await stop(simulator)
})

const logged = async () => {
  const rows = await asWorker((tx) => tx.envelope.findMany({ orderBy: { id: 'asc' } }))
  return rows.map(({ direction, operation, body, ...row }) => ({
    ...row,
    line: `${direction} ${operation} ${String(Buffer.from(body ?? ''))}`,
  }))
}
const last = async (before: number) => (await logged()).slice(before)

it('every envelope that left or came is in the log, byte for byte; a proxy’s page and an empty queue are not', async () => {
  const before = (await logged()).length
  const { id } = await register()
  broken = 1
  await deliver(gateway)
  await passDelays()
  await control(simulator, 'POST', 'faults', { operation: 'SendRequest', fault: 'SMEVFailure', count: 1 })
  await deliver(gateway)
  await passDelays()
  await deliver(gateway)
  await control(simulator, 'POST', 'faults', { operation: 'Ack', fault: 'SMEVFailure', count: 2 })
  await expect
    .poll(async () => (await pollAnswers(gateway), views(await card(id))[0]?.[1]))
    .toMatch(/accepted|refused/)
  await pollAnswers(gateway)
  await pollAnswers(gateway)
  const exchanged = heard.filter(
    ({ operation, came }) => operation !== 'GetResponse' || came.includes('ResponseMessage>'),
  )
  expect(exchanged.map(({ operation, status }) => [operation, status])).toEqual([
    ['SendRequest', 500],
    ['SendRequest', 200],
    ['GetResponse', 200],
    ['Ack', 500],
    ['Ack', 500],
    ['Ack', 200],
  ])
  const [refused, receipt, answer, failed, , acknowledged] = exchanged as [
    Heard,
    Heard,
    Heard,
    Heard,
    Heard,
    Heard,
  ]
  const rows = await last(before)
  expect(rows.map(({ line }) => line)).toEqual([
    `OUT SendRequest ${receipt.sent}`,
    `IN SendRequest ${refused.came}`,
    `IN SendRequest ${receipt.came}`,
    `IN GetResponse ${answer.came}`,
    `OUT Ack ${failed.sent}`, // refused again within ten minutes: once
    `IN Ack ${failed.came}`,
    `OUT Ack ${acknowledged.sent}`,
    `IN Ack ${acknowledged.came}`,
  ])
  expect(refused.sent).toBe(receipt.sent)
  const [request] = rows
  expect(rows.slice(1).map(({ originalMessageId }) => originalMessageId)).toEqual(
    Array(7).fill(request?.messageId),
  )
  expect(new Set(rows.map(({ organisationId }) => organisationId)).size).toBe(1)
})
