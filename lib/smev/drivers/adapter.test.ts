import { mkdtempSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { XmlBufferInputProvider, XmlDocument, xmlRegisterInputProvider, XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applicants, createFacts, result, signedResult, updateFacts } from '@/lib/delivery/facts.examples.kit'
import type { AdapterSettings, Gateway } from '../contract'
import { contract, describeWithContracts } from '../contracts.kit'
import { createAdapter } from '../gateway'
import { playServer, say, type Line } from '../transport/script.kit'
import { ADAPTER } from '../adapter/client-message'
import { validateAgainst } from '../xsd/validate'

const forms = ['soap', 'rest', 'plugin'] as const
const messageId = 'a1b2c3d0-a9a0-11f1-8a77-020000000001'
const files = mkdtempSync(join(tmpdir(), 'adapter-'))

let server: Awaited<ReturnType<typeof playServer>>
const gateways = {} as Record<(typeof forms)[number], Gateway>
const settings = (form: AdapterSettings['form']): AdapterSettings => ({
  form,
  url: server.endpoint,
  system: 'ARM01',
  plugin: 'plugin-pgu-20',
  files,
  filesSeen: '/adapter/files/',
  timeoutMs: 500,
  maxBytes: 200_000,
})

beforeAll(async () => {
  server = await playServer()
  for (const form of forms) gateways[form] = createAdapter(settings(form))
})
afterAll(async () => {
  for (const form of forms) gateways[form].close()
  await server.close()
})

const update = () => {
  const facts = updateFacts()
  return { ...facts, status: { ...facts.status, attachments: [signedResult] } }
}
const prepared = (gateway: Gateway, test = true) => {
  const made = gateway.prepare({
    messageId,
    environment: 'SVCDEV',
    kind: 'UPDATE',
    orders: [update()],
    testMessage: test,
  })
  if (!made.ok) throw new Error(made.errors.join())
  return made.bytes
}

describe.each(forms)('%s: what is sent', (form) => {
  it('is the golden request', async () => {
    const name = `adapter-${form}.${form === 'soap' ? 'xml' : 'txt'}`
    await expect(prepared(gateways[form]).toString()).toMatchFileSnapshot(`../__fixtures__/golden/${name}`)
  })

  it('is made for an applicant of every kind, and refused by our schema as the direct one is', () => {
    for (const applicant of Object.values(applicants))
      expect(
        gateways[form].prepare({
          messageId,
          environment: 'SVCDEV',
          kind: 'CREATE',
          orders: [{ ...createFacts(), applicant }],
        }),
      ).toMatchObject({ ok: true })
    const bad = { ...createFacts(), requestDate: '2026-11-05' }
    expect(
      gateways[form].prepare({ messageId, environment: 'SVCDEV', kind: 'CREATE', orders: [bad] }),
    ).toMatchObject({ ok: false })
  })

  it('goes to its address', async () => {
    server.play(say(taken[form]))
    await gateways[form].send(prepared(gateways[form]), messageId)
    expect(server.heard[0]).toMatchObject(
      form === 'soap' ? { action: '"urn:Send"' } : { action: 'undefined', contentType: 'application/json' },
    )
  })

  it('needs no seal and no acknowledgement', async () => {
    const bytes = prepared(gateways[form])
    expect(await gateways[form].seal(bytes)).toEqual({ ok: true, bytes })
    expect(await gateways[form].acknowledge('x')).toEqual({ ok: true })
  })
})

const soap = (body: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="${ADAPTER}"><s:Body>${body}</s:Body></s:Envelope>`
const fault = (name: string) =>
  soap(
    `<s:Fault><faultstring>t</faultstring><detail><f:${name} xmlns:f="${ADAPTER}/faults"><f:code>C1</f:code><f:description>words</f:description></f:${name}></detail></s:Fault>`,
  )
const taken = {
  soap: soap(
    '<a:MessageResult><a:itSystem>ARM01</a:itSystem><a:MessageId>00000000-0000-1000-8000-000000000001</a:MessageId></a:MessageResult>',
  ),
  rest: '{"itSystem":"ARM01","messageId":"m"}',
  plugin: `{"clientId":"${messageId}","messageId":"m"}`,
}
const request = `<a:QueryResult><a:smevMetadata/><a:Message><a:RequestMetadata><a:clientId>${messageId}</a:clientId></a:RequestMetadata></a:Message></a:QueryResult>`
const known = {
  soap: soap(`<a:QueryResultList>${request}</a:QueryResultList>`),
  rest: `{"queryResult":[{"message":{"requestMetadata":{"clientId":"${messageId}"}}}]}`,
  plugin: `[{"messageType":"REQUEST","clientId":"${messageId}","messageContent":{}}]`,
}
const unknown = { soap: soap('<a:QueryResultList/>'), rest: '{"queryResult":[]}', plugin: '[]' }
const invalid = { soap: fault('ValidationFault'), rest: '{"error":"words"}', plugin: '{"error":"words"}' }
const unwell = { soap: fault('SystemFault'), rest: '{"error":"words"}', plugin: '{"error":"words"}' }

describe.each(forms)('%s: send', (form) => {
  const bad = form === 'soap' ? 500 : 400
  const lines: [string, Line[], string, string?][] = [
    ['taken', [say(taken[form])], 'taken'],
    ['a fault of the adapter', [say(unwell[form], 500)], 'retry', 'SystemFault'],
    [
      'a refusal of what is not there',
      [say(invalid[form], bad), say(unknown[form])],
      'fix',
      'ValidationFault',
    ],
    ['a refusal of what is there', [say(invalid[form], bad), say(known[form])], 'taken'],
    ['a refusal, then silence', [say(invalid[form], bad), say('', 503)], 'retry', 'HttpStatus'],
    ['a refusal of Find too', [say(invalid[form], bad)], 'ask', 'ValidationFault'],
    ['HTML of a proxy', [say('<html><br>502 Bad Gateway', 502, 'text/html')], 'retry', 'HttpStatus'],
    ['HTML under 200', [say('<html><br>wait', 200, 'text/html')], 'retry', 'Unreadable'],
    ['half an answer', [say(taken[form].slice(0, 30))], 'retry', 'Unreadable'],
    ['a DTD', [say(`<!DOCTYPE a [<!ENTITY b "c">]>${taken.soap}`)], 'retry', 'Unreadable'],
    ['0 bytes', [say('')], 'retry', 'Unreadable'],
    ['garbage', [say(Buffer.from([0x7b, 0xcf, 0xf0]))], 'retry', 'Unreadable'],
    [
      'an answer to another',
      [say(taken[form].replace(/ARM01|a1b2c3d0-[-\w]+/, 'other'))],
      'retry',
      'ForeignMessageId',
    ],
    ['an answer of another operation', [say(known[form])], 'retry', 'Unreadable'],
    ['silence', [() => undefined], 'retry', 'Timeout'],
    ['a cut', [(response) => response.destroy()], 'retry', 'ConnectionReset'],
    ['an endless answer', [say('x'.repeat(300_000))], 'ask', 'TooLarge'],
  ]
  it.each(lines)('%s', async (_, line, verdict, name) => {
    server.play(...line)
    const outcome = await gateways[form].send(prepared(gateways[form]), messageId)
    expect(outcome.verdict).toBe(verdict)
    if (outcome.verdict !== 'taken') expect(outcome.fault).toBe(name)
  })

  it('asks whether it is there before it sends again, and sends nothing when it is or when nobody says', async () => {
    const bytes = prepared(gateways[form])
    server.play(say(known[form]))
    expect(await gateways[form].send(bytes, messageId, true)).toMatchObject({ verdict: 'taken' })
    expect(server.heard).toHaveLength(1)
    expect(server.heard[0]?.body).toContain('GET_REQUEST_BY_REQUEST_CLIENTID')
    server.play(say('', 503))
    expect(await gateways[form].send(bytes, messageId, true)).toMatchObject({ fault: 'HttpStatus' })
    expect(server.heard).toHaveLength(1)
    server.play(say(unknown[form]), say(taken[form]))
    expect(await gateways[form].send(bytes, messageId, true)).toMatchObject({ verdict: 'taken' })
    expect(server.heard[1]?.body).toBe(bytes.toString())
  })

  it('does not send what was made in another form', async () => {
    server.play(say(taken[form]))
    for (const other of forms.filter((one) => one !== form))
      expect(await gateways[form].send(prepared(gateways[other]), messageId)).toMatchObject({
        verdict: 'ask',
        fault: 'AdapterFormChanged',
      })
    expect(server.heard).toHaveLength(0)
  })
})

it('SyncFault is tried again, an unknown fault is for a person', async () => {
  server.play(say(fault('SyncFault'), 500))
  expect(await gateways.soap.send(prepared(gateways.soap), messageId)).toMatchObject({
    verdict: 'retry',
    text: 'C1: words',
  })
  server.play(say(fault('BrandNew'), 500))
  expect(await gateways.soap.send(prepared(gateways.soap), messageId)).toMatchObject({ verdict: 'ask' })
})

describe('files', () => {
  const bytes = Buffer.from('%PDF-1.7')
  const file = {
    storeUuid: result.storeUuid,
    name: 'a.pdf',
    size: bytes.length,
    open: () => Readable.from([bytes]),
  }

  it('lie in the directory whole and under their own name alone, again too', async () => {
    expect(await gateways.soap.upload(file)).toEqual({ ok: true })
    expect(await gateways.soap.upload(file)).toEqual({ ok: true })
    expect(await readdir(join(files, result.storeUuid))).toEqual(['a.pdf'])
    expect(await readFile(join(files, result.storeUuid, 'a.pdf'))).toEqual(bytes)
  })

  it('faults of the directory and of the source', async () => {
    expect(await gateways.soap.upload({ ...file, size: 1 })).toMatchObject({ fault: 'FileSizeDiffers' })
    expect(await gateways.soap.upload({ ...file, name: '../x' })).toMatchObject({ fault: 'FileUnreadable' })
    const broken = () => new Readable({ read() { this.destroy(new Error('bad sector')) } }) // prettier-ignore
    expect(await gateways.soap.upload({ ...file, open: broken })).toMatchObject({
      fault: 'FileUnreadable',
      verdict: 'ask',
    })
    const away = createAdapter({ ...settings('soap'), files: join(files, 'absent') })
    expect(await away.upload(file)).toMatchObject({ fault: 'FolderMissing', verdict: 'stop' })
    expect(await readdir(join(files, result.storeUuid))).toEqual(['a.pdf'])
  })
})

describeWithContracts('the official schema of the adapter', () => {
  const schema = () => {
    const faults = Buffer.from(contract('smev-service-adapter-faults.xsd'))
    xmlRegisterInputProvider(new XmlBufferInputProvider({ 'smev-service-adapter-faults.xsd': faults }))
    // The published file names a type that it does not have.
    const types = contract('smev-service-adapter.xsd').replace('"tns:string-50"', '"tns:string_50"')
    return XsdValidator.fromDoc(XmlDocument.fromString(types, { url: 'smev-service-adapter.xsd' }))
  }
  const bodyOf = (envelope: string) => /<soap:Body>(.*)<\/soap:Body>/s.exec(envelope)?.[1] ?? ''

  it('admits all that the SOAP form says', async () => {
    const validator = schema()
    const node = createAdapter({ ...settings('soap'), node: 'node-1' })
    const said = [prepared(gateways.soap).toString(), prepared(node, false).toString()]
    server.play(say(unknown.soap))
    await node.receive()
    await node.lookUp?.(messageId)
    await node.send(prepared(node), messageId, true)
    said.push(...server.heard.map(({ body }) => body))
    expect(said).toHaveLength(6)
    for (const one of said) expect(validateAgainst(validator, bodyOf(one)), one).toEqual([])
    expect(validateAgainst(validator, bodyOf(said[0] ?? '').replace('itSystem', 'system'))).not.toEqual([])
  })
})
