import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFacts, result, signedResult, updateFacts } from '@/lib/delivery/facts.examples.kit'
import type { Gateway, GatewaySettings } from './contract'
import { mintMessageId } from './envelope/message-id'
import { createGateway } from './gateway'
import { serveFtp } from './transport/ftp.kit'
import { playServer, say } from './transport/script.kit'

const types = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/1.2'
const soap = (body: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
const fault = (name: string, inner = '') =>
  soap(
    `<s:Fault><faultstring>t</faultstring><detail><f:${name} xmlns:f="urn://x-artefacts-smev-gov-ru/services/message-exchange/types/faults/1.2"><Description>SMEV-1: d</Description>${inner}</f:${name}></detail></s:Fault>`,
  )
const queued = (id: string) =>
  soap(
    `<SendRequestResponse xmlns="${types}"><MessageMetadata><MessageId>${id}</MessageId><Status>requestIsQueued</Status></MessageMetadata></SendRequestResponse>`,
  )
const answer = soap(
  `<GetResponseResponse xmlns="${types}"><ResponseMessage><Response><OriginalMessageId>o-1</OriginalMessageId><SenderProvidedResponseData><MessageID>m-1</MessageID><MessagePrimaryContent><e:ElkOrderResponse xmlns:e="http://epgu.gosuslugi.ru/elk/status/1.0.2"><e:UpdateOrdersResponse><e:code>0</e:code><e:message>OK</e:message><e:orders><e:order><e:elkOrderNumber>4000000101</e:elkOrderNumber><e:status>0</e:status><e:message>OK</e:message></e:order></e:orders></e:UpdateOrdersResponse></e:ElkOrderResponse></MessagePrimaryContent></SenderProvidedResponseData><MessageMetadata><MessageId>m-1</MessageId></MessageMetadata></Response></ResponseMessage></GetResponseResponse>`,
)
const mtom = (xml: string) =>
  `--b\r\nContent-Type: application/xop+xml;type="text/xml"\r\n\r\n${xml}\r\n--b--\r\n`

let server: Awaited<ReturnType<typeof playServer>>
let ftp: Awaited<ReturnType<typeof serveFtp>>
let settings: GatewaySettings
let gateway: Gateway

beforeAll(async () => {
  server = await playServer()
  ftp = await serveFtp('anonymous')
  settings = {
    endpoint: server.endpoint,
    fileStore: ftp.store,
    selector: { rootElement: 'ElkOrderResponse' },
    timeoutMs: 500,
    maxBytes: 200_000,
  }
  gateway = createGateway(settings)
})
afterAll(async () => {
  gateway.close()
  await server.close()
  await ftp.close()
})

const messageId = mintMessageId()
const prepare = () =>
  gateway.prepare({ messageId, environment: 'SVCDEV', kind: 'UPDATE', orders: [updateFacts()] })

describe('prepare', () => {
  it('makes the golden envelope', async () => {
    const prepared = gateway.prepare({
      messageId: 'a1b2c3d0-a9a0-11f1-8a77-020000000001',
      environment: 'SVCDEV',
      kind: 'UPDATE',
      orders: [updateFacts()],
      testMessage: true,
    })
    const golden = await readFile(
      join(import.meta.dirname, '__fixtures__/golden/envelope-update-with-file.xml'),
      'utf8',
    )
    expect(prepared.ok && prepared.bytes.toString()).toBe(golden)
  })

  it('makes the golden envelope of a signed file', async () => {
    const facts = updateFacts()
    const prepared = gateway.prepare({
      messageId: 'a1b2c3d0-a9a0-11f1-8a77-020000000001',
      environment: 'SVCDEV',
      kind: 'UPDATE',
      orders: [{ ...facts, status: { ...facts.status, attachments: [signedResult] } }],
    })
    const golden = join(import.meta.dirname, '__fixtures__/golden/envelope-update-with-signed-file.xml')
    expect(prepared.ok && prepared.bytes.toString()).toBe(await readFile(golden, 'utf8'))
  })

  it('names a file once, however many orders carry it', () => {
    const prepared = gateway.prepare({
      messageId,
      environment: 'SVCDEV',
      kind: 'UPDATE',
      orders: [updateFacts(), updateFacts()],
    })
    expect(prepared.ok && prepared.bytes.toString().split('RefAttachmentHeader>')).toHaveLength(3)
  })

  it('refuses what the schema refuses, another environment and an id of another version', () => {
    const bad = { ...createFacts(), requestDate: '2026-11-05' }
    const prepared = gateway.prepare({ messageId, environment: 'SVCDEV', kind: 'CREATE', orders: [bad] })
    expect(!prepared.ok && prepared.errors.join()).toContain('requestDate')
    expect(gateway.prepare({ messageId, environment: 'SVCDEV', kind: 'CREATE', orders: [] })).toMatchObject({
      ok: false,
    })
    expect(
      gateway.prepare({ messageId, environment: 'EPGU', kind: 'CREATE', orders: [createFacts()] }),
    ).toMatchObject({ ok: false })
    expect(
      gateway.prepare({
        messageId: 'b0c7c1de-0000-4000-8000-000000000001',
        environment: 'SVCDEV',
        kind: 'CREATE',
        orders: [createFacts()],
      }),
    ).toMatchObject({ ok: false })
  })
})

describe('send', () => {
  const send = async () => {
    const prepared = prepare()
    if (!prepared.ok) throw new Error(prepared.errors.join())
    return gateway.send(prepared.bytes, messageId)
  }

  it('is taken when СМЭВ queued it, and keeps the answer', async () => {
    server.play(say(queued(messageId)))
    const outcome = await send()
    expect(outcome).toMatchObject({ verdict: 'taken' })
    expect(outcome.raw?.toString()).toBe(queued(messageId))
    expect(server.heard[0]).toMatchObject({ action: '"urn:SendRequest"' })
    expect(server.heard[0]?.body).toContain(`<ns1:MessageID>${messageId}</ns1:MessageID>`)
  })

  it.each([
    ['already there', say(fault('MessageIsAlreadySent'), 500), 'taken', undefined],
    ['MTOM', say(mtom(queued(messageId)), 200, 'multipart/related; boundary=b'), 'taken', undefined],
    ['an answer without an id', say(queued('x').replace('<MessageId>x</MessageId>', '')), 'taken', undefined],
    ['a fault under 500', say(fault('StaleMessageId'), 500), 'newId', 'StaleMessageId'],
    ['a fault under 200', say(fault('SMEVFailure')), 'retry', 'SMEVFailure'],
    [
      'a refused signature',
      say(
        fault(
          'SignatureVerificationFault',
          '<SignatureVerificationFault>PoorSOAPEnvelopeFormat</SignatureVerificationFault>',
        ),
        500,
      ),
      'fix',
      'SignatureVerificationFault',
    ],
    ['an unknown fault', say(fault('BrandNew'), 500), 'ask', 'BrandNew'],
    [
      'a fault without detail',
      say(soap('<s:Fault><faultstring>t</faultstring></s:Fault>'), 500),
      'ask',
      'SoapFault',
    ],
    ['HTML of a proxy', say('<html><br>502 Bad Gateway', 502, 'text/html'), 'retry', 'HttpStatus'],
    ['HTML under 200', say('<html><br>wait', 200, 'text/html'), 'retry', 'Unreadable'],
    ['half an answer', say(queued(messageId).slice(0, 150)), 'retry', 'Unreadable'],
    [
      'another encoding',
      say(Buffer.from([0x3c, 0x61, 0x3e, 0xcf, 0xf0, 0x3c, 0x2f, 0x61, 0x3e])),
      'retry',
      'Unreadable',
    ],
    ['0 bytes', say(''), 'retry', 'Unreadable'],
    ['a DTD', say(`<!DOCTYPE a>${queued(messageId)}`), 'retry', 'Unreadable'],
    ['an answer to someone else', say(queued('someone-else')), 'retry', 'ForeignMessageId'],
    ['an answer of another operation', say(answer), 'retry', 'Unreadable'],
    ['silence', () => undefined, 'retry', 'Timeout'],
    ['an endless answer', say('x'.repeat(300_000)), 'ask', 'TooLarge'],
    ['a cut connection', (response) => response.destroy(), 'retry', 'ConnectionReset'],
  ] satisfies [string, Parameters<typeof server.play>[number], string, string?][])(
    '%s',
    async (_, line, verdict, name) => {
      server.play(line)
      const outcome = await send()
      expect(outcome.verdict).toBe(verdict)
      if (outcome.verdict !== 'taken') expect(outcome.fault).toBe(name)
    },
  )
})

describe('receive, read, acknowledge', () => {
  it('the queue: empty, an answer, a fault', async () => {
    server.play(say(soap(`<GetResponseResponse xmlns="${types}"/>`)))
    expect(await gateway.receive()).toEqual({ kind: 'empty' })
    expect(server.heard[0]?.body).toContain(
      '<ns1:RootElementLocalName>ElkOrderResponse</ns1:RootElementLocalName>',
    )
    server.play(say(fault('SMEVFailure'), 500))
    expect(await gateway.receive()).toMatchObject({ kind: 'fault', verdict: 'retry', text: 'SMEV-1: d' })
    server.play(say(queued('x')))
    expect(await gateway.receive()).toMatchObject({ kind: 'fault', fault: 'Unreadable' })
  })

  it.each([
    ['plain', answer],
    ['MTOM', mtom(answer)],
  ])('a %s answer is kept as it came and read again from the bytes', async (_, body) => {
    server.play(say(body))
    const received = await gateway.receive()
    if (received.kind !== 'message') throw new Error(received.kind)
    expect(received.raw.toString()).toBe(body)
    expect(gateway.read(received.raw)).toMatchObject({
      ok: true,
      messageId: 'm-1',
      originalMessageId: 'o-1',
      outcome: {
        kind: 'orders',
        response: { kind: 'UPDATE', code: 0, orders: [{ elkOrderNumber: '4000000101', status: 0 }] },
      },
    })
  })

  it('content of another service is told apart, garbage is not an answer', () => {
    expect(gateway.read(Buffer.from(answer.replaceAll('elk/status/1.0.2', 'other')))).toMatchObject({
      ok: true,
      messageId: 'm-1',
      outcome: { kind: 'foreign', root: 'ElkOrderResponse' },
    })
    expect(gateway.read(Buffer.from('garbage'))).toMatchObject({ ok: false })
    expect(gateway.read(Buffer.from(queued('x')))).toMatchObject({ ok: false })
  })

  it('an acknowledgement, a blank one, a late one', async () => {
    server.play(
      say(soap(`<AckResponse xmlns="${types}"/>`)),
      say(soap('')),
      say(fault('TargetMessageIsNotFound'), 500),
    )
    const [first, second] = [await gateway.acknowledge('m-1'), await gateway.acknowledge('m-1', false)]
    expect([first, second]).toMatchObject([{ ok: true }, { ok: true }])
    expect([first.sent, second.sent].map(String)).toEqual(server.heard.map(({ body }) => body))
    expect([first.raw, second.raw].map(String)).toEqual([soap(`<AckResponse xmlns="${types}"/>`), soap('')])
    expect(server.heard.map(({ body }) => /accepted="\w+">m-1</.exec(body)?.[0])).toEqual([
      'accepted="true">m-1<',
      'accepted="false">m-1<',
    ])
    expect(await gateway.acknowledge('m-1')).toMatchObject({
      ok: false,
      verdict: 'ignore',
      fault: 'TargetMessageIsNotFound',
    })
  })
})

describe('upload', () => {
  it('goes to S3 when that is the store', async () => {
    const s3 = await playServer()
    s3.play(say(''))
    const store = { endpoint: s3.endpoint, bucket: 'b', region: 'r', accessKey: 'k', secretKey: 's' }
    const other = createGateway({ ...settings, fileStore: store })
    const file = {
      storeUuid: result.storeUuid,
      name: 'a.pdf',
      size: 4,
      open: () => Readable.from([Buffer.from('%PDF')]),
    }
    expect(await other.upload(file)).toEqual({ ok: true })
    expect(s3.heard.map(({ body }) => body)).toEqual(['%PDF'])
    s3.play(say('<Error><Code>AccessDenied</Code></Error>', 403))
    expect(await other.upload(file)).toMatchObject({ verdict: 'stop', fault: 'FileStoreRefused' })
    expect(await other.upload({ ...file, size: 2 ** 30 })).toMatchObject({
      verdict: 'fix',
      fault: 'FileTooLarge',
    })
    other.close()
    await s3.close()
  })

  it('puts the file where the message says', async () => {
    const bytes = Buffer.from('%PDF-1.7')
    const { storeUuid, transportName: name } = result
    expect(
      await gateway.upload({ storeUuid, name, size: bytes.length, open: () => Readable.from([bytes]) }),
    ).toEqual({ ok: true })
    expect(await readFile(join(ftp.root, storeUuid, name))).toEqual(bytes)
    expect(
      await gateway.upload({ storeUuid, name, size: 1, open: () => Readable.from([bytes]) }),
    ).toMatchObject({ ok: false, verdict: 'retry', fault: 'FileSizeDiffers' })
  })
})
