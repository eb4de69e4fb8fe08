import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Signer } from '../../lib/gost/signer'
import * as h from './harness'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '../..')
const STRICT = { SIMULATOR_ALLOW_UNSIGNED: '' }
const wrong = (text: string) => /<f:SignatureVerificationFault>(\w+)</.exec(text)?.[1]
let simulator: h.Process

/** What the product's own command line says of the signatures of an answer. */
async function judged(answer: string): Promise<string> {
  const file = path.join(h.temporary(), 'answer.xml')
  writeFileSync(file, answer)
  const arguments_ = ['--import', 'tsx', 'scripts/smev.ts', 'verify', file]
  const { stdout } = await run(process.execPath, arguments_, { cwd: root })
  return stdout
}

async function next(of: h.Process, signer: Signer, selector = ''): Promise<string> {
  for (let tries = 0; tries < 50; tries++) {
    const { text } = await h.soap(of, await h.signed(h.getResponse(selector), signer))
    if (text.includes('ResponseMessage') || text.includes('Fault')) return text
    await sleep(20)
  }
  return ''
}

beforeAll(async () => {
  simulator = await h.start(h.temporary(), STRICT)
  await h.control(simulator, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
})
afterAll(() => h.stop(simulator))

describe('answers', () => {
  const { signer, pem } = h.newKey()
  const ask = async (body: string) => (await h.soap(simulator, await h.signed(body, signer))).text
  beforeAll(() => h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST01', certificate: pem }))

  it("are signed by СМЭВ and by ЕПГУ, as the product's verifier confirms", async () => {
    const id = h.freshId()
    const sent = await ask(h.sendRequest(h.createOrder(), id))
    expect(sent).toContain('<ns2:Sender><ns2:Mnemonic>TEST01</ns2:Mnemonic></ns2:Sender>')
    const answer = await next(simulator, signer)
    expect(answer.indexOf('SenderInformationSystemSignature')).toBeLessThan(answer.indexOf('SMEVSignature'))
    const status = await ask(h.getStatus())
    expect(h.value(status, 'OriginalMessageId')).toBe(id)
    const rejected = async () => {
      await ask(h.ackRequest(h.value(answer, 'MessageID') ?? ''))
      await ask(h.sendRequest(h.createOrder({ statuses: [[6, '2026-04-15']] })))
      return next(simulator, signer)
    }
    const refusal = await rejected()
    expect(refusal).toContain('SIGNED_ASYNC_BY_SMEV')
    expect(refusal).not.toContain('SenderInformationSystemSignature')
    await ask(h.ackRequest(h.value(refusal, 'MessageID') ?? ''))
    const lines = await Promise.all([sent, answer, status, refusal].map(judged))
    expect(lines.map((text) => text.trim().split('\n').length)).toEqual([1, 2, 1, 1])
    for (const text of lines) expect(text).toMatch(/ok/i)
    await expect(judged(answer.replace('>OK<', '>KO<'))).rejects.toThrow()
  })

  it('go to the owner of the certificate and to nobody else', async () => {
    const other = h.newKey('ИС другая')
    await h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST02', certificate: other.pem })
    await ask(h.sendRequest(h.createOrder()))
    const mine = await next(simulator, signer)
    const id = h.value(mine, 'MessageID') ?? ''
    const theirs = await h.soap(simulator, await h.signed(h.getResponse(), other.signer))
    expect(theirs.text).not.toContain('ResponseMessage')
    const stolen = await h.soap(simulator, await h.signed(h.ackRequest(id), other.signer))
    expect(stolen.text).toContain('TargetMessageIsNotFound')
    // The same owner with a new certificate has the same queue.
    const renewed = h.newKey('ИС тестовая, новый сертификат', 30, 'tc26-512-A')
    await h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST01', certificate: renewed.pem })
    const acknowledged = await h.soap(simulator, await h.signed(h.ackRequest(id), renewed.signer))
    expect(acknowledged.text).toContain('AckResponse')
  })

  it('can be asked for without signatures', async () => {
    await h.control(simulator, 'PUT', 'settings', { sign: false })
    expect(await ask(h.sendRequest(h.createOrder()))).not.toContain('Signature')
    expect(await next(simulator, signer)).not.toContain('Signature')
    await h.control(simulator, 'PUT', 'settings', { sign: true })
  })

  it('keep their keys across a restart', async () => {
    interface Known {
      party: string
      fingerprint: string
      pem: string
    }
    const before = await h.control<Known[]>(simulator, 'GET', 'certificates')
    expect(before.map(({ party }) => party)).toEqual(['smev', 'epgu'])
    expect(before[0]?.pem).toMatch(/^-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\s$/)
    const { data } = simulator
    await h.stop(simulator)
    simulator = await h.start(data, STRICT)
    expect(await h.control(simulator, 'GET', 'certificates')).toEqual(before)
    expect(
      (await h.control<{ mnemonic: string }[]>(simulator, 'GET', 'senders')).map((s) => s.mnemonic),
    ).toEqual(['TEST01', 'TEST02'])
  })
})

describe('requests', () => {
  const { signer, pem } = h.newKey('ИС 3')
  const fresh = () => h.sendRequest(h.createOrder())
  const fault = async (body: string) => wrong((await h.soap(simulator, body)).text)
  beforeAll(() => h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST03', certificate: pem }))

  it('without a signature, or with one over something else, are refused', async () => {
    for (const body of [fresh(), h.getResponse(), h.ackRequest(h.freshId()), h.getStatus()])
      expect(await fault(body)).toBe('NoSignatureFound')
    const good = await h.signed(fresh(), signer)
    expect(await fault(good.replace('URI="#SIGNED_BY_CALLER"', 'URI="#OTHER"'))).toBe(
      'IncorrectSignatureTarget',
    )
    expect(await fault(good.replace('Id="SIGNED_BY_CALLER"', 'Id="OTHER"'))).toBe('IncorrectSignatureTarget')
    const twice = good.replace('<s:Header/>', '<s:Header><x xmlns="urn:x" Id="SIGNED_BY_CALLER"/></s:Header>')
    expect(await fault(twice)).toBe('IncorrectSignatureTarget')
  })

  it('that were altered, or signed by another key, are refused', async () => {
    const good = await h.signed(fresh(), signer)
    expect(await fault(good.replace('Вымышленнова', 'Вымышленная'))).toBe('SignatureIsInvalid')
    const value = (flip: string) => good.replace(/(<ds:SignatureValue>)./, `$1${flip}`)
    const changed = [value('A'), value('B')].filter((text) => text !== good)
    for (const text of changed) expect(await fault(text)).toBe('SignatureIsInvalid')
    expect(await fault(good.replace('smev-gov-ru/xmldsig/transform', 'other'))).toBe('SignatureIsInvalid')
    const stranger =
      (await h.signed(fresh(), h.newKey().signer)).match(/<ds:X509Certificate>[^<]*/)?.[0] ?? ''
    expect(await fault(good.replace(/<ds:X509Certificate>[^<]*/, stranger))).toBe('SignatureIsInvalid')
    expect(await fault(good.replace(/(<ds:X509Certificate>)[^<]*/, '$1AAAA'))).toBe('SignatureIsInvalid')
    expect(await fault(good.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''))).toBe('CertificateIsNotFound')
  })

  it('by an unknown or expired certificate are refused', async () => {
    expect(await fault(await h.signed(fresh(), h.newKey('Никто').signer))).toBe('CertificateIsNotFound')
    const old = h.newKey('ИС 4', -1)
    await h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST04', certificate: old.pem })
    expect(await fault(await h.signed(fresh(), old.signer))).toBe('CertificateIsExpired')
  })

  it('by a sender who has no access, or is registered no more, are refused', async () => {
    const text = async () => (await h.soap(simulator, await h.signed(fresh(), signer))).text
    await h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST03', access: false })
    expect(await text()).toContain('AccessDenied')
    await h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST03', access: true })
    expect(await text()).toContain('requestIsQueued')
    await h.control(simulator, 'DELETE', 'senders/TEST03')
    expect(await text()).toContain('SenderIsNotRegistered')
  })
})

describe('checks that are off', () => {
  const { signer, pem } = h.newKey('ИС 5')
  const ask = async (body: string) => (await h.soap(simulator, body)).text
  const broken = () => h.sendRequest(h.createOrder({ statuses: [[6, '2026-04-15']] }))
  beforeAll(async () => {
    await h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST05', certificate: pem })
    await h.control(simulator, 'PUT', 'settings', { checks: false })
  })
  afterAll(() => h.control(simulator, 'PUT', 'settings', { checks: true }))

  it('let an altered and invalid message pass, in the queue of the certificate it names', async () => {
    const altered = (await h.signed(broken(), signer)).replace('Вымышленнова', 'Вымышленная')
    expect(await ask(altered)).toContain('<ns2:Sender><ns2:Mnemonic>TEST05</ns2:Mnemonic></ns2:Sender>')
    expect(await next(simulator, signer)).toContain('ElkOrderResponse')
    expect(wrong(await ask(broken()))).toBe('NoSignatureFound')
    expect(wrong(await ask(await h.signed(broken(), h.newKey('Никто').signer)))).toBe('CertificateIsNotFound')
  })

  it('can be put on again', async () => {
    await h.control(simulator, 'PUT', 'settings', { checks: true })
    const altered = (await h.signed(broken(), signer)).replace('Вымышленнова', 'Вымышленная')
    expect(wrong(await ask(altered))).toBe('SignatureIsInvalid')
  })
})

describe('trust at first sight', () => {
  it('binds a certificate to a queue, which a name may take over later', async () => {
    const trusting = await h.start(h.temporary(), { ...STRICT, SIMULATOR_TRUST_FIRST: '1' })
    onTestFinished(() => void h.stop(trusting))
    await h.control(trusting, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
    const [one, other] = [h.newKey('Первая'), h.newKey('Вторая')]
    const sent = await h.soap(trusting, await h.signed(h.sendRequest(h.createOrder()), one.signer))
    expect(h.value(sent.text, 'Mnemonic')).toBe(
      `CERT_${one.signer.certificate.fingerprint.slice(0, 12).toUpperCase()}`,
    )
    expect((await h.soap(trusting, await h.signed(h.getResponse(), other.signer))).text).not.toContain(
      'ResponseMessage',
    )
    await h.control(trusting, 'PUT', 'senders', { mnemonic: 'NAMED', certificate: one.pem })
    expect(await next(trusting, one.signer)).toContain('<ns2:Recipient><ns2:Mnemonic>NAMED<')
    expect(wrong((await h.soap(trusting, h.getResponse())).text)).toBe('NoSignatureFound')
  })
})
