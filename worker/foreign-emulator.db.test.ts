import { readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { listen } from 'soap'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGateway, type Gateway } from '@/lib/smev/gateway'
import { haveContracts, officialWsdl } from '@/scripts/testing/official-wsdl'
import { card, openDesk, register } from './desk.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'

const ELK = 'http://epgu.gosuslugi.ru/elk/status/1.0.2'
const person = (Mnemonic: string) => ({ Mnemonic, HumanReadableName: Mnemonic })

/** СМЭВ 3 of 1.1 by a SOAP stack that is not ours, made of the official WSDL: a queue of answers, no more. */
function emulate() {
  const queue: { id: string; original: string; content: string }[] = []
  const heard: string[] = []
  const metadata = (MessageId: string, MessageType: string) => ({
    MessageId,
    MessageType,
    Sender: person('MNSV05'),
    SendingTimestamp: new Date().toISOString(),
    DestinationName: 'queue',
    SupplementaryData: { InteractionType: 'OIV2OIV' },
    Status: 'requestIsQueued',
  })
  const port = {
    SendRequest({ SenderProvidedRequestData: data }: { SenderProvidedRequestData: Sent }) {
      heard.push(data.MessageID)
      const order = data.MessagePrimaryContent.ElkOrderRequest.CreateOrdersRequest.orders.order
      queue.push({
        id: crypto.randomUUID(),
        original: data.MessageID,
        content: `<ElkOrderResponse xmlns="${ELK}"><CreateOrdersResponse><code>0</code><message>OK</message><orders><order><elkOrderNumber>2165858735</elkOrderNumber><orderNumber>${order.orderNumber}</orderNumber><status>0</status><message>OK</message></order></orders></CreateOrdersResponse></ElkOrderResponse>`,
      })
      return { MessageMetadata: metadata(data.MessageID, 'REQUEST') }
    },
    GetResponse() {
      const [next] = queue
      if (!next) return {}
      return {
        ResponseMessage: {
          Response: {
            OriginalMessageId: next.original,
            SenderProvidedResponseData: {
              MessageID: next.id,
              To: 'eA==',
              MessagePrimaryContent: { $xml: next.content },
            },
            MessageMetadata: metadata(next.id, 'RESPONSE'),
          },
        },
      }
    },
    Ack({ AckTargetMessage: target }: { AckTargetMessage: { $value: string } | string }) {
      const id = typeof target === 'string' ? target : target.$value
      queue.splice(0, queue.length, ...queue.filter((one) => one.id !== id))
      return {}
    },
  }
  return { queue, heard, port }
}
type Sent = {
  MessageID: string
  MessagePrimaryContent: {
    ElkOrderRequest: { CreateOrdersRequest: { orders: { order: { orderNumber: string } } } }
  }
}

openDesk()

describe.skipIf(!haveContracts)('a foreign emulator of 1.1 (skipped without the contracts)', () => {
  const emulator = emulate()
  let server: http.Server
  let gateway: Gateway
  beforeAll(async () => {
    const uri = officialWsdl()
    server = http.createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    listen(server, {
      path: '/ws',
      services: { SMEVMessageExchangeService: { SMEVMessageExchangeEndpoint: emulator.port } },
      xml: readFileSync(uri, 'utf8'),
      uri,
    })
    gateway = createGateway({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
      fileStore: { host: '127.0.0.1', port: 9, user: 'anonymous', password: 'anonymous' },
      selector: { namespaceUri: ELK, rootElement: 'ElkOrderResponse' },
      version: '1.1',
      timeoutMs: 3000,
      maxBytes: 1_000_000,
    })
  })
  afterAll(() => {
    gateway.close()
    server.closeAllConnections()
    server.close()
  })

  it('takes our request once; its answer is settled, acknowledged and gone', async () => {
    const { id } = await register()
    await deliver(() => gateway)
    expect(emulator.heard).toHaveLength(1)
    expect((await card(id)).steps[0]?.delivery.state).toBe('SENT')
    await pollAnswers(gateway)
    const shown = await card(id)
    expect(shown.elkOrderNumber).toBe('2165858735')
    expect(shown.steps[0]?.delivery.view).toBe('accepted')
    expect(emulator.queue).toEqual([])
    expect(await pollAnswers(gateway)).toBe(0)
  })
})
