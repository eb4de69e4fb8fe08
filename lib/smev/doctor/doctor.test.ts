import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeSelfSigned } from '@/lib/gost/self-signed'
import { readCertificate } from '@/lib/gost/certificate'
import { curveOf } from '@/lib/gost/curves'
import { readPem } from '@/lib/gost/pem'
import { readPrivateKey } from '@/lib/gost/private-key'
import { pureSigner } from '@/lib/gost/pure-signer'
import { ADAPTER } from '../adapter/client-message'
import type { GatewaySettings } from '../contract'
import { isTestId } from '../envelope/message-id'
import { createAdapter, createGateway } from '../gateway'
import { serveFtp } from '../transport/ftp.kit'
import { playServer, say } from '../transport/script.kit'
import { checkCertificate } from './check-certificate'
import { checkClock } from './check-clock'
import { checkExchange } from './check-exchange'
import { checkSigner } from './check-signer'
import { checkStore } from './check-store'
import { sendTest } from './send-test'

const NAMESPACE = 'http://epgu.gosuslugi.ru/elk/status/1.0.2'
const TYPES = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/1.2'
const FAULTS = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/faults/1.2'
const soap = (body: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
const fault = (name: string) =>
  soap(`<s:Fault><faultstring>t</faultstring><detail><f:${name} xmlns:f="${FAULTS}"/></detail></s:Fault>`)
const empty = soap(`<GetResponseResponse xmlns="${TYPES}"/>`)
const day = 86_400_000

function pair(days = 100) {
  const made = makeSelfSigned(curveOf('CryptoPro-A'), 'Проба', {
    from: new Date(Date.now() - day),
    to: new Date(Date.now() + days * day),
  })
  const certificate = readCertificate(readPem(made.certificate)[0]!.der)
  return { certificate, key: readPrivateKey(made.key) }
}

let server: Awaited<ReturnType<typeof playServer>>
let ftp: Awaited<ReturnType<typeof serveFtp>>
beforeAll(async () => {
  server = await playServer()
  ftp = await serveFtp('secret')
})
afterAll(async () => {
  await server.close()
  await ftp.close()
})
afterEach(() => server.play(say(empty)))

const selector = { namespaceUri: NAMESPACE, rootElement: 'ElkOrderResponse' }
const open = (change: Partial<GatewaySettings> = {}) =>
  createGateway({
    endpoint: server.endpoint,
    fileStore: ftp.store,
    selector,
    timeoutMs: 400,
    maxBytes: 100_000,
    ...change,
  })
const codes = (found: { subject: string; level: string; code: string }[]) =>
  found.map(({ subject, level, code }) => `${subject} ${level} ${code}`)

describe('the doctor', () => {
  it('tells a key that answers from one of another certificate, and from none', async () => {
    const { certificate, key } = pair()
    const signer = pureSigner(certificate, key)
    expect((await checkSigner(() => signer)).level).toBe('ok')
    expect(await checkSigner(() => ({ ...signer, certificate: pair().certificate }))).toMatchObject({
      level: 'bad',
      code: 'foreign',
    })
    expect(await checkSigner(() => undefined)).toMatchObject({ level: 'warn', code: 'none' })
    const broken = await checkSigner(() => {
      throw new Error('SMEV_KEY: no such file')
    })
    expect(broken).toMatchObject({ level: 'bad', code: 'unreadable', detail: 'SMEV_KEY: no such file' })
  })

  it.each([
    [100, 'ok', 'ok'],
    [29.5, 'warn', 'ends'],
    [10, 'warn', 'ends'],
    [2.5, 'bad', 'ends'],
    [-0.5, 'bad', 'ended'],
  ])('judges a certificate %s days before its end', (days, level, code) => {
    expect(checkCertificate(pair(days).certificate, 'messages', new Date())).toMatchObject({ level, code })
  })

  it('refuses a certificate whose time has not come', () => {
    const early = checkCertificate(pair().certificate, 'messages', new Date(Date.now() - 2 * day))
    expect(early).toMatchObject({ level: 'bad', code: 'early' })
  })

  it.each([
    [0, 'ok', 'ok'],
    [120, 'warn', 'behind'],
    [-120, 'warn', 'ahead'],
    [-900, 'bad', 'ahead'],
  ])('compares clocks: the other %s s ahead', async (seconds, level, code) => {
    const other = http.createServer((_, response) => {
      response.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString())
      response.end()
    })
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const { port } = other.address() as AddressInfo
    expect(await checkClock(new URL(`http://127.0.0.1:${port}/`), 1000)).toMatchObject({ level, code })
    other.close()
  })

  it('does not guess a clock that is not told', async () => {
    expect(await checkClock(new URL('http://127.0.0.1:1/'), 300)).toMatchObject({ level: 'skipped' })
  })

  it('tells an address that answers from one that does not, and from one that refuses us', async () => {
    server.play(say(empty))
    expect(codes(await checkExchange(open(), selector))).toEqual(['endpoint ok ok', 'selector ok ok'])
    const nobody = open({ endpoint: 'http://127.0.0.1:1/ws' })
    expect(codes(await checkExchange(nobody, selector))).toEqual([
      'endpoint bad ConnectionRefused',
      'selector skipped skipped',
    ])
    server.play(say(fault('SenderIsNotRegistered'), 500))
    expect(codes(await checkExchange(open(), selector))[0]).toBe('endpoint bad SenderIsNotRegistered')
    server.play(say('<html>502</html>', 502))
    expect(codes(await checkExchange(open(), selector))[0]).toBe('endpoint bad HttpStatus')
    const far = open({ endpoint: 'http://10.0.0.1:7500/ws' })
    expect(codes(await checkExchange(far, selector))[0]).toBe('endpoint bad UnsignedBeyondLoopback')
  })

  it('judges the selector, and believes СМЭВ when it refuses one', async () => {
    server.play(say(empty))
    const foreign = { namespaceUri: 'urn:other', rootElement: 'Answer' }
    expect(codes(await checkExchange(open({ selector: foreign }), foreign))[1]).toBe('selector warn foreign')
    expect(codes(await checkExchange(open({ selector: {} }), {}))[1]).toBe('selector ok any')
    server.play(say(fault('UnknownMessageType'), 500))
    expect(codes(await checkExchange(open(), selector))).toEqual(['endpoint ok ok', 'selector bad refused'])
  })

  it('takes no answer of anybody where taking one acknowledges it', async () => {
    const asked: string[] = []
    const queue = {
      receive: () => Promise.reject(new Error('an answer was taken')),
      lookUp: (id: string) => {
        asked.push(id)
        return Promise.resolve({ kind: 'empty' as const })
      },
    }
    expect(codes(await checkExchange(queue, selector))[0]).toBe('endpoint ok ok')
    const gateway = {
      ...open(),
      ...queue,
      send: () => Promise.resolve({ verdict: 'taken' as const, raw: Buffer.from('') }),
    }
    const told = await sendTest(gateway, {
      environment: 'SVCDEV',
      senderInn: '9900000000',
      waitMs: 0,
      pollMs: 1,
    })
    expect(told.code).toBe('silent')
    expect(asked.every(isTestId)).toBe(true)
    expect(asked[1]).toBe(told.values?.messageId)
  })

  it('puts a file into the store, or says why it cannot', async () => {
    expect((await checkStore(open())).level).toBe('ok')
    const code = async (store: object) =>
      (await checkStore(open({ fileStore: { ...ftp.store, ...store } }))).code
    expect(await code({ password: 'wrong' })).toBe('FileStoreRefused')
    expect(await code({ port: 1 })).toBe('ConnectionRefused')
  })

  it('says what became of a test message', async () => {
    const test = { environment: 'SVCDEV' as const, senderInn: '9900000000', waitMs: 0, pollMs: 1 }
    server.play(say(empty))
    expect(await sendTest(open(), test)).toMatchObject({ level: 'bad', code: 'refused' })
    server.play(say(fault('AccessDenied'), 500))
    const refused = await sendTest(open(), test)
    expect(refused).toMatchObject({ level: 'bad', code: 'refused' })
    expect(refused.detail).toContain('AccessDenied')
    expect(await sendTest(open(), { ...test, senderInn: '12' })).toMatchObject({ level: 'bad', code: 'own' })
    // The id is answered as it was asked: the script hears it first.
    server.play((response) => {
      const id = /MessageID>([^<]+)</.exec(server.heard[0]?.body ?? '')?.[1] ?? ''
      response.end(
        soap(
          `<SendRequestResponse xmlns="${TYPES}"><MessageMetadata><MessageId>${id}</MessageId></MessageMetadata></SendRequestResponse>`,
        ),
      )
    }, say(empty))
    const silent = await sendTest(open(), test)
    expect(silent).toMatchObject({ level: 'warn', code: 'silent' })
    expect(isTestId(String(silent.values?.messageId))).toBe(true)
    expect(server.heard[0]?.body).toContain('<ns1:TestMessage></ns1:TestMessage>')
  })

  it('takes nothing out of the queue of an adapter, which acknowledges by itself', async () => {
    const gateway = createAdapter({
      form: 'soap',
      url: server.endpoint,
      system: 'ARM01',
      plugin: '',
      files: '',
      filesSeen: '',
      timeoutMs: 400,
      maxBytes: 100_000,
    })
    const nothing = say(soap(`<a:QueryResultList xmlns:a="${ADAPTER}"/>`))
    server.play(nothing)
    expect(codes(await checkExchange(gateway, selector))[0]).toBe('endpoint ok ok')
    const heard = [...server.heard]
    server.play(
      say(soap(`<a:MessageResult xmlns:a="${ADAPTER}"><a:itSystem>ARM01</a:itSystem></a:MessageResult>`)),
      nothing,
    )
    const test = { environment: 'SVCDEV' as const, senderInn: '9900000000', waitMs: 0, pollMs: 1 }
    expect(await sendTest(gateway, test)).toMatchObject({ level: 'warn', code: 'silent' })
    heard.push(...server.heard)
    expect(heard.map(({ action }) => action)).toEqual(['"urn:Find"', '"urn:Send"', '"urn:Find"'])
    gateway.close()
  })
})
