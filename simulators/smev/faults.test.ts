import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { streebog256 } from '../../lib/gost/streebog'
import * as h from './harness'
import { readBodyOf, writeMultipart, includeOf } from './soap/multipart'

let simulator: h.Process
const ask = async (body: string) => (await h.soap(simulator, body)).text
const set = (settings: Record<string, number | boolean>) => h.control(simulator, 'PUT', 'settings', settings)
const content = (id: string, text: string) =>
  `<b:AttachmentContentList><b:AttachmentContent><b:Id>${id}</b:Id><b:Content>${text}</b:Content></b:AttachmentContent></b:AttachmentContentList>`
const header = (id: string) =>
  `<b:AttachmentHeaderList><b:AttachmentHeader><b:contentId>${id}</b:contentId><b:MimeType>text/plain</b:MimeType></b:AttachmentHeader></b:AttachmentHeaderList>`
const withFile = (announced: string, id: string, text: string) =>
  h
    .sendRequest(h.createOrder(), h.freshId(), '', announced)
    .replace('</t:SenderProvidedRequestData>', `</t:SenderProvidedRequestData>${content(id, text)}`)

beforeAll(async () => {
  simulator = await h.start()
  await h.control(simulator, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
})
afterAll(() => h.stop(simulator))
beforeEach(() =>
  set({ maxPending: 0, perSecond: 0, quotaBytes: 0, maxAttachmentBytes: 5 * 1024 * 1024, mtom: false }),
)

describe('faults that follow from the state', () => {
  it('AttachmentContentMiscoordination and AttachmentSizeLimitExceeded', async () => {
    const file = Buffer.alloc(100).toString('base64')
    expect(await ask(withFile(header('A'), 'A', file))).toContain('requestIsQueued')
    expect(await ask(withFile(header('A'), 'B', file))).toContain('AttachmentContentMiscoordination')
    expect(await ask(withFile('', 'A', file))).toContain('AttachmentContentMiscoordination')
    await set({ maxAttachmentBytes: 99 })
    const large = await ask(withFile(header('A'), 'A', file))
    expect(h.value(large, 'PermittedTotalAttachmentSize')).toBe('99')
    expect(h.value(large, 'RealTotalAttachmentSize')).toBe('100')
  })

  it('QuoteLimitExceeded', async () => {
    const uuid = h.freshId()
    mkdirSync(path.join(simulator.data, 'ftp', uuid), { recursive: true })
    writeFileSync(path.join(simulator.data, 'ftp', uuid, 'a.pdf'), 'x'.repeat(50))
    const hash = Buffer.from(streebog256(Buffer.from('x'.repeat(50)))).toString('base64')
    const file = `<b:RefAttachmentHeader><b:uuid>${uuid}</b:uuid><b:Hash>${hash}</b:Hash><b:MimeType>application/pdf</b:MimeType></b:RefAttachmentHeader>`
    await set({ quotaBytes: 40 })
    const refused = await ask(h.sendRequest(h.createOrder(), h.freshId(), file))
    expect(refused).toContain('QuoteLimitExceeded')
    expect(h.value(refused, 'RemainedTotalQuoteSize')).toBe('40')
    await set({ quotaBytes: 50 })
    expect(await ask(h.sendRequest(h.createOrder(), h.freshId(), file))).toContain('requestIsQueued')
  })

  it('EndOfLifeReached and TransactionCodeInvalid', async () => {
    const withData = (extra: string) =>
      h.sendRequest(h.createOrder()).replace('<b:MessagePrimaryContent>', `${extra}<b:MessagePrimaryContent>`)
    expect(await ask(withData('<t:EOL>2020-01-01T00:00:00Z</t:EOL>'))).toContain('EndOfLifeReached')
    expect(await ask(withData('<t:EOL>2099-01-01T00:00:00Z</t:EOL>'))).toContain('requestIsQueued')
    expect(await ask(withData('<t:TransactionCode>нет</t:TransactionCode>'))).toContain(
      'TransactionCodeInvalid',
    )
    const known = h.value(await ask(h.getResponse()), 'OriginalTransactionCode')
    const again = await ask(withData(`<t:TransactionCode>${known}</t:TransactionCode>`))
    expect(again).toContain('requestIsQueued')
  })

  it('DestinationOverflow while too many answers wait', async () => {
    await ask(h.sendRequest(h.createOrder()))
    await set({ maxPending: 1 })
    const full = await ask(h.sendRequest(h.createOrder()))
    expect(h.value(full, 'Description')).toMatch(/^SMEV-600/)
    await set({ maxPending: 1_000 })
    expect(await ask(h.sendRequest(h.createOrder()))).toContain('requestIsQueued')
  })

  it('DestinationOverflow for more messages a second than are allowed', async () => {
    await set({ perSecond: 1 })
    expect(await ask(h.sendRequest(h.createOrder()))).toContain('requestIsQueued')
    const more = await Promise.all([1, 2, 3].map(() => ask(h.sendRequest(h.createOrder()))))
    expect(more.filter((one) => one.includes('DestinationOverflow')).length).toBeGreaterThanOrEqual(2)
    await new Promise((done) => setTimeout(done, 1_050))
    expect(await ask(h.sendRequest(h.createOrder()))).toContain('requestIsQueued')
  })
})

describe('MTOM', () => {
  it('answers as multipart without files when told to', async () => {
    await set({ mtom: true })
    const response = await fetch(`${simulator.address}/smev/v1.2/ws`, {
      method: 'POST',
      body: h.getResponse(),
    })
    const type = response.headers.get('content-type') ?? ''
    expect(type).toMatch(/^multipart\/related; type="application\/xop\+xml"/)
    const body = Buffer.from(await response.arrayBuffer())
    expect(readBodyOf(type, body).toString()).toMatch(/^<\?xml.*GetResponseResponse/)
    const refused = await fetch(`${simulator.address}/smev/v1.2/ws`, { method: 'POST', body: '<a' })
    expect(refused.headers.get('content-type')).toMatch(/^multipart/)
  })

  it('takes a request that comes so', async () => {
    const { contentType, body } = writeMultipart(withFile(header('A'), 'A', includeOf('A')), [
      { id: 'A', mimeType: 'text/plain', content: Buffer.from('файл').toString('base64') },
    ])
    const response = await fetch(`${simulator.address}/smev/v1.2/ws`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(body),
    })
    expect(await response.text()).toContain('requestIsQueued')
  })
})
