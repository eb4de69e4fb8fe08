import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { Client } from 'basic-ftp'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { streebog256 } from '../../lib/gost/streebog'
import * as h from './harness'
import type { AppliedEntry } from './store/state'

let simulator: h.Process
const service = { targetCode: h.TARGET, name: 'Выдача <разрешения> & справки' }
const journal = (after = 0) => h.control<AppliedEntry[]>(simulator, 'GET', `journal?after=${after}`)

beforeAll(async () => {
  simulator = await h.start()
  await h.control(simulator, 'PUT', 'services', [service])
})
afterAll(() => h.stop(simulator))

async function upload(uuid: string, name: string, bytes: Buffer): Promise<void> {
  const client = new Client()
  await client.access({
    host: '127.0.0.1',
    port: simulator.ftpPort,
    user: 'anonymous',
    password: 'anonymous',
  })
  await client.ensureDir(`/${uuid}`)
  await client.uploadFrom(Readable.from([bytes]), name)
  client.close()
}

const header = (uuid: string, hash: string) =>
  `<b:RefAttachmentHeader><b:uuid>${uuid}</b:uuid><b:Hash>${hash}</b:Hash><b:MimeType>application/pdf</b:MimeType></b:RefAttachmentHeader>`
const attachment = (uuid: string) =>
  `<attachments><attachment><FSuuid>${uuid}</FSuuid><docTypeId>ELK_RESULT</docTypeId></attachment></attachments>`
const hashOf = (bytes: Buffer) => Buffer.from(streebog256(bytes)).toString('base64')

describe('the simulator as a process', () => {
  it('takes an order, its result by FTP, and shows both to the citizen', async () => {
    const created = h.verdict(await h.exchange(simulator, h.createOrder({ orderNumber: 'A-1' })))
    expect(created).toMatchObject({ code: 0, status: 0 })
    expect(created.number).toMatch(/^\d{10}$/)
    const bytes = Buffer.from(Array.from({ length: 150_000 }, (_, i) => (i * 7) % 256))
    const uuid = h.freshId()
    await upload(uuid, 'Решение «о выдаче».pdf', bytes)
    const update = h.updateOrder({
      elkOrderNumber: created.number,
      statuses: [[3, undefined, attachment(uuid)]],
    })
    expect(h.verdict(await h.exchange(simulator, update, header(uuid, hashOf(bytes))))).toEqual({
      code: 0,
      status: 0,
      number: created.number,
    })

    const page = await (await fetch(`${simulator.address}/orders/${created.number}`)).text()
    for (const text of [
      'Выдача &lt;разрешения&gt; &amp; справки',
      `№ ${created.number}`,
      'Заявление принято',
      'Услуга оказана',
      'Подразделение ведомства',
      'Заявление № A-1',
      'Решение «о выдаче».pdf',
    ])
      expect(page).toContain(text)
    const file = await fetch(`${simulator.address}/files/${uuid}`)
    expect(file.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('Решение «о выдаче».pdf')}`,
    )
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
    const list = await (await fetch(`${simulator.address}/?q=900000123`)).text()
    expect(list).toContain('Вымышленнова Проба')
    expect(list).toContain('900-000-123 91')
  })

  it('takes many files at once', async () => {
    const files = Array.from({ length: 12 }, () => ({
      uuid: h.freshId(),
      bytes: Buffer.alloc(50_000, Math.random() * 256),
    }))
    await Promise.all(files.map(({ uuid, bytes }) => upload(uuid, 'result.pdf', bytes)))
    const headers = files.map(({ uuid, bytes }) => header(uuid, hashOf(bytes))).join('')
    const order = h.createOrder({ statuses: [[3, undefined, attachment(files[0]!.uuid)]] })
    expect(h.verdict(await h.exchange(simulator, order, headers)).status).toBe(0)
  })

  it('rejects by СМЭВ a file that is not there or is another (SMEV-201) and content that breaks the schema (SMEV-403)', async () => {
    const uuid = h.freshId()
    await upload(uuid, 'a.pdf', Buffer.from('one'))
    for (const wrong of [header(h.freshId(), 'x'), header(uuid, hashOf(Buffer.from('two')))]) {
      const answer = await h.exchange(simulator, h.createOrder(), wrong)
      expect(answer).toContain('requestIsRejectedBySmev')
      expect(h.value(answer, 'Description')).toMatch(/^SMEV-201:/)
    }
    const answer = await h.exchange(simulator, h.createOrder({ statuses: [[6, '2026-04-15']] }))
    expect(h.value(answer, 'StatusCategory')).toBe('requestIsRejectedBySmev')
    expect(h.value(answer, 'Code')).toBe('028122')
    expect(h.value(answer, 'Description')).toMatch(/^SMEV-403:/)
    expect(answer).toContain('xsi:type="ns3:InvalidContent"')
    expect(h.value(answer, 'ValidationError')).toContain('2026-04-15')
    expect(answer).toContain('<ns2:Mnemonic>SMEV</ns2:Mnemonic>')
  })

  it('knows a MessageID it has seen, one that is too old and one that is not version 1', async () => {
    const id = h.freshId()
    const body = h.sendRequest(h.createOrder({ orderNumber: 'ONCE' }), id)
    const answers = await Promise.all([
      h.soap(simulator, body),
      h.soap(simulator, body),
      h.soap(simulator, body),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 500, 500])
    expect(answers.find(({ status }) => status === 500)?.text).toMatch(/MessageIsAlreadySent.*SMEV-301/s)
    expect((await journal()).filter(({ orderNumber }) => orderNumber === 'ONCE')).toHaveLength(1)
    const stale = await h.soap(
      simulator,
      h.sendRequest(h.createOrder(), '3f0d2a10-a9a1-11e1-8a77-020000000001'),
    )
    expect(stale.text).toContain('StaleMessageId')
    for (const wrong of ['3f0d2a10-a9a1-41f1-8a77-020000000001', h.freshId().toUpperCase(), 'нет'])
      expect((await h.soap(simulator, h.sendRequest(h.createOrder(), wrong))).text).toContain(
        'InvalidMessageIdFormat',
      )
  })

  it('refuses what is not an envelope of the exchange', async () => {
    const fault = async (body: string) => (await h.soap(simulator, body)).text
    expect(await fault('<a')).toContain('InvalidContent')
    expect(await fault('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toMatch(/InvalidContent.*DOCTYPE/s)
    expect(await fault(h.envelope('<t:AckRequest/>'))).toMatch(/SMEV-403.*ValidationError/s)
    expect(await fault(h.envelope('<t:AckRequest/>', ''))).toContain('PoorSOAPEnvelopeFormat')
    expect(await fault(h.sendRequest('<a xmlns="urn:b"/>'))).toMatch(/BusinessDataTypeIsNotSupported.*urn:b/s)
    expect(await fault(' '.repeat(11 * 1024 * 1024))).toContain('InvalidContent')
    expect(await fault(h.ackRequest('unknown'))).toMatch(/TargetMessageIsNotFound.*SMEV-501/s)
  })

  it('does not serve strangers', async () => {
    const refused = await fetch(`${simulator.address}/`, { headers: { origin: 'http://example.org' } })
    expect(refused.status).toBe(403)
  })
})

describe('a process that dies', () => {
  it('keeps everything it has answered through SIGKILL, and drops half a line', async () => {
    const data = h.temporary()
    let process = await h.start(data)
    onTestFinished(() => void h.stop(process, 'SIGKILL'))
    await h.control(process, 'PUT', 'services', [service])
    const sent: string[] = []
    const body = (name: string) => h.sendRequest(h.createOrder({ orderNumber: name }))
    const killer = new Promise<void>((resolve) =>
      setTimeout(() => void h.stop(process, 'SIGKILL').then(() => resolve()), 400),
    )
    const sender = async (lane: number) => {
      for (let n = 0; ; n++) {
        const name = `K-${lane}-${n}`
        if ((await h.soap(process, body(name))).status === 200) sent.push(name)
      }
    }
    await Promise.allSettled([1, 2, 3, 4].map(sender))
    await killer
    appendFileSync(path.join(data, 'journal.jsonl'), '{"t":"message","at":1')
    process = await h.start(data)
    const entries = await h.control<AppliedEntry[]>(process, 'GET', 'journal')
    const names = entries.map(({ orderNumber }) => orderNumber)
    expect(sent.length).toBeGreaterThan(0)
    expect(names).toEqual(expect.arrayContaining(sent))
    expect(new Set(names).size).toBe(names.length)
    expect(h.verdict(await h.exchange(process, h.createOrder({ orderNumber: sent[0] }))).status).toBe(34)
    expect(await h.stop(process)).toBe(0)
  })

  it('says in one line that a port is taken', async () => {
    const child = h.launch(h.temporary(), { SIMULATOR_PORT: new URL(simulator.address).port })
    let output = ''
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(1)
    expect(output).toMatch(/^simulator cannot start: .*EADDRINUSE.*\n$/)
  })
})

describe('without the permission for unsigned messages', () => {
  it('refuses them, and what stands where a signature should', async () => {
    const strict = await h.start(h.temporary(), { SIMULATOR_ALLOW_UNSIGNED: '' })
    onTestFinished(() => void h.stop(strict))
    expect((await h.soap(strict, h.sendRequest(h.createOrder()))).text).toContain('NoSignatureFound')
    const signature =
      '<t:CallerInformationSystemSignature><a xmlns="urn:s"/></t:CallerInformationSystemSignature>'
    const signed = h.ackRequest('x').replace('</t:AckRequest>', `${signature}</t:AckRequest>`)
    expect((await h.soap(strict, signed)).text).toMatch(/SignatureIsInvalid/)
  })
})
