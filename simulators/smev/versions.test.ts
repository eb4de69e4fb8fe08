import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { XmlBufferInputProvider, XmlDocument, xmlRegisterInputProvider, XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as h from './harness'
import { FAULT_NAMES } from './soap/faults'
import { CNSI, namespacesOf, type Version, VERSIONS } from './xml/namespaces'
import { childElements, withDocument } from './xml/parse'

const contracts = path.resolve(import.meta.dirname, '../../../shared/contracts/xsd')
const present = existsSync(contracts)
const parts = ['basic', 'types', 'faults', 'routing', 'directive']

/** The official schemas of a version together, as one schema: faults are needed wherever they are named by xsi:type. */
function official(version: Version): XsdValidator {
  const found = parts
    .map((part) => `smev-message-exchange-${part}-${version}.xsd`)
    .filter((name) => existsSync(path.join(contracts, name)))
  xmlRegisterInputProvider(
    new XmlBufferInputProvider(
      Object.fromEntries(found.map((name) => [name, readFileSync(path.join(contracts, name))])),
    ),
  )
  const imports = found.map((name) => {
    const target = /targetNamespace="([^"]*)"/.exec(readFileSync(path.join(contracts, name), 'utf8'))?.[1]
    return `<xs:import namespace="${target}" schemaLocation="${name}"/>`
  })
  const all = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:all">${imports.join('')}</xs:schema>`
  return XsdValidator.fromDoc(XmlDocument.fromString(all, { url: `all-${version}.xsd` }))
}

describe.each(VERSIONS)('message exchange %s', (version) => {
  const { signer, pem } = h.newKey()
  let simulator: h.Process
  const call = async (body: string) => (await h.soap(simulator, await h.signed(body, signer))).text
  const validator = present ? official(version) : undefined
  const hold = (text: string) =>
    withDocument(Buffer.from(text), ({ root }) => {
      const [content] = childElements(root).flatMap(childElements)
      const detail = content && childElements(content).find(({ name }) => name === 'detail')
      const subject = detail ? childElements(detail)[0] : content
      if (subject) validator?.validate(subject)
    })
  const { basic, faults } = namespacesOf(version)

  beforeAll(async () => {
    simulator = await h.start()
    await h.control(simulator, 'PUT', 'services', [{ targetCode: h.TARGET, name: 'Услуга' }])
    await h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST01', certificate: pem })
  })
  afterAll(() => h.stop(simulator))

  const sent = (content: string, files = '', extra = '') =>
    h.sendRequest(content, h.freshId(), files, extra, version)
  const answer = async () => {
    for (;;) {
      const text = await call(h.getResponse('', version))
      if (text.includes('ResponseMessage')) return text
    }
  }
  const acknowledge = (text: string) => call(h.ackRequest(h.value(text, 'MessageID') ?? '', version))

  it.runIf(present)('answers as its schemas want (skipped where the contracts are absent)', async () => {
    const queued = await call(sent(h.createOrder()))
    hold(queued)
    expect(() => hold(queued.replace('requestIsQueued', 'requestIsLost'))).toThrow()
    const accepted = await answer()
    hold(accepted)
    hold(await acknowledge(accepted))
    hold(await call(h.getStatus(version)))
    await call(sent(h.createOrder({ statuses: [['нет']] })))
    const rejected = await answer()
    hold(rejected)
    await acknowledge(rejected)
    hold(await call(h.getResponse('', version)))
    hold(await call(h.getStatus(version)))
    hold(await call(h.getStatus(version)))
    const cnsi = (code: string) =>
      `<CnsiRequest xmlns="${CNSI}"><GetClassifierData><code>${code}</code><revision>1</revision><pageSize>9</pageSize></GetClassifierData></CnsiRequest>`
    for (const code of ['ELK_STATUS', 'NONE']) {
      await call(sent(cnsi(code)))
      const directory = await answer()
      hold(directory)
      await acknowledge(directory)
    }
    for (const fault of FAULT_NAMES) {
      await h.control(simulator, 'POST', 'faults', { operation: 'Ack', fault, count: 1 })
      const text = await call(h.ackRequest(h.freshId(), version))
      expect(text).toContain(fault === 'PersonalAccessDenied' && version !== '1.3' ? 'AccessDenied' : fault)
      hold(text)
    }
  })

  it('speaks in its own namespaces and words', async () => {
    const text = await call(sent(h.createOrder()))
    expect(text).toContain(`xmlns="${basic}"`)
    expect(text.includes('HumanReadableName')).toBe(version !== '1.2')
    expect(text.includes('SupplementaryData')).toBe(version === '1.1')
    const got = await answer()
    expect(got).toContain(version === '1.1' ? 'responseIsDelivered' : 'messageIsDelivered')
    await acknowledge(got)
    const refused = await call(h.ackRequest(h.freshId(), version))
    expect(refused).toContain(`xmlns:f="${faults}"`)
    expect(h.value(refused, 'Description')).toMatch(/^SMEV-501/)
  })

  it('takes what its schema has and nothing else', async () => {
    const file = (more: string) =>
      `<b:RefAttachmentHeader><b:uuid>${h.freshId()}</b:uuid>${more}<b:Hash>x</b:Hash><b:MimeType>application/pdf</b:MimeType></b:RefAttachmentHeader>`
    const named = file('<b:FileName>a.pdf</b:FileName><b:NamespaceUri>urn:a</b:NamespaceUri>')
    const text = await call(sent(h.createOrder(), named))
    expect(text).toContain(version === '1.3' ? 'requestIsQueued' : 'InvalidContent')
    const mime = await call(sent(h.createOrder(), file('').replace('application/pdf', 'pdf')))
    expect(mime).toContain(version === '1.2' ? 'requestIsQueued' : 'InvalidContent')
    const half = await call(h.getResponse('<b:NamespaceURI>urn:a</b:NamespaceURI>', version))
    expect(half.includes('InvalidContent')).toBe(version !== '1.2')
    const ack = h.ackRequest(h.freshId(), version).replace(' accepted="true"', '')
    expect(await call(ack)).toContain(version === '1.1' ? 'InvalidContent' : 'TargetMessageIsNotFound')
  })

  it('is not served at the address of another version', async () => {
    const other = VERSIONS.find((known) => known !== version)
    const response = await fetch(`${simulator.address}/smev/v${other}/ws`, {
      method: 'POST',
      body: h.getResponse('', version),
    })
    expect(await response.text()).toContain('UnknownMessageType')
  })
})
