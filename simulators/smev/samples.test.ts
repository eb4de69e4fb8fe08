import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { XmlBufferInputProvider, XmlDocument, xmlRegisterInputProvider, XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { streebog256 } from '../../lib/gost/streebog'
import * as h from './harness'
import { childElements } from './xml/parse'

const contracts = path.resolve(import.meta.dirname, '../../../shared/contracts')
const present = existsSync(contracts)
const sample = (name: string) => readFileSync(path.join(contracts, 'samples', name), 'utf8')
const bare = (name: string) => sample(name).replace(/^<\?xml.*?\?>\s*/, '')
const recent = (xml: string) =>
  xml.replace(/2026-\d\d-(\d\dT)/g, `${new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 8)}$1`)

const creates = [
  '01-create-by-snils.xml',
  '02-create-by-passport.xml',
  '03-create-by-snils-birthdate.xml',
  '04-create-by-inn.xml',
  '05-create-legal-entity-ogrn.xml',
  '06-create-legal-entity-inn-kpp.xml',
  '07-create-sole-trader.xml',
  '08-create-proactive-channel12.xml',
]

describe.skipIf(!present)('the sample messages (skipped where the contracts are absent)', () => {
  let simulator: h.Process
  let first: string | undefined
  const official = present
    ? XsdValidator.fromDoc(
        XmlDocument.fromBuffer(readFileSync(path.join(contracts, 'xsd/elk-status-1.0.2.xsd'))),
      )
    : undefined

  beforeAll(async () => {
    simulator = await h.start()
    await h.control(simulator, 'PUT', 'services', [{ targetCode: '-9900000000', name: 'Услуга' }])
  })
  afterAll(() => h.stop(simulator))

  const answerOf = (xml: string) =>
    /<ElkOrderResponse:ElkOrderResponse.*<\/ElkOrderResponse:ElkOrderResponse>/s.exec(xml)?.[0] ?? ''
  const officially = (xml: string) => {
    const document = XmlDocument.fromString(xml)
    official?.validate(document)
    document.dispose()
  }

  it.each(creates)('creates %s and refuses it the second time', async (name) => {
    const answer = await h.exchange(simulator, recent(bare(name)))
    expect(h.verdict(answer)).toMatchObject({ code: 0, status: 0 })
    officially(answerOf(answer))
    first ??= h.verdict(answer).number
    const again = await h.exchange(simulator, recent(bare(name)))
    expect(h.verdict(again).status).toBe(34)
    officially(answerOf(again))
  })

  it('takes the updates 09 and 10 once their order and file are there', async () => {
    expect(
      h.verdict(await h.exchange(simulator, recent(bare('09-update-interim-by-ordernumber.xml')))).status,
    ).toBe(0)
    const update = recent(bare('10-update-final-result-with-attachment.xml'))
    const unknown = await h.exchange(simulator, update.replace(/<elk:attachments>.*<\/elk:attachments>/s, ''))
    expect(h.verdict(unknown).status).toBe(28)
    officially(answerOf(unknown))
    const known = update.replace('4000000101', first ?? '')
    expect(h.verdict(await h.exchange(simulator, known)).status).toBe(5)
    expect(h.verdict(await h.exchange(simulator, known, fileHeader())).status).toBe(0)
  })

  it('answers in envelopes that hold to the schema of the exchange', async () => {
    const schema = (name: string) => readFileSync(path.join(contracts, 'xsd', name))
    const basic = 'smev-message-exchange-basic-1.2.xsd'
    xmlRegisterInputProvider(new XmlBufferInputProvider({ [basic]: schema(basic) }))
    const types = XsdValidator.fromDoc(
      XmlDocument.fromBuffer(schema('smev-message-exchange-types-1.2.xsd'), { url: 'types.xsd' }),
    )
    const holds = (text: string) => {
      const document = XmlDocument.fromString(text)
      const [root] = childElements(document.root).flatMap(childElements)
      if (root) types.validate(root)
      document.dispose()
    }
    const timestamp = `<b:Timestamp Id="T">${new Date().toISOString()}</b:Timestamp>`
    holds((await h.soap(simulator, h.sendRequest(h.createOrder()))).text)
    holds((await h.soap(simulator, h.getResponse())).text)
    holds(await h.exchange(simulator, h.createOrder({ targetCode: 'unknown' })))
    holds((await h.soap(simulator, h.getResponse())).text)
    holds((await h.soap(simulator, h.envelope(`<t:GetStatusRequest>${timestamp}</t:GetStatusRequest>`))).text)
    // A rejection by СМЭВ names a type of the schema of faults, which this validator has not loaded.
    const rejected = await h.exchange(simulator, h.createOrder({ statuses: [['нет']] }))
    holds(rejected.replace(/<ns2:SmevFault.*<\/ns2:SmevFault>/s, ''))
  })

  it('takes the envelopes 30 and 31 without their placeholders for a signature', async () => {
    const unsigned = (name: string) =>
      sample(name)
        .replace(/<t:CallerInformationSystemSignature>.*<\/t:CallerInformationSystemSignature>/s, '')
        .replace(/<t:MessageID>[^<]*/, `<t:MessageID>${h.freshId()}`)
    const signed = sample('30-smev12-sendrequest-create.xml').replace(
      /<t:MessageID>[^<]*/,
      `<t:MessageID>${h.freshId()}`,
    )
    expect((await h.soap(simulator, signed)).text).toContain('SignatureVerificationFault')
    expect((await h.soap(simulator, unsigned('30-smev12-sendrequest-create.xml'))).status).toBe(200)
    const placeholder = await h.soap(simulator, unsigned('31-smev12-sendrequest-update-with-file.xml'))
    expect(placeholder.text).toContain('requestIsQueued')
  })

  function fileHeader(): string {
    const uuid = '3f0d2a10-a9a1-11f1-8a77-020000000001'
    const bytes = Buffer.from('%PDF-1.4 вымышленный документ')
    mkdirSync(path.join(simulator.data, 'ftp', uuid), { recursive: true })
    writeFileSync(path.join(simulator.data, 'ftp', uuid, 'result.pdf'), bytes)
    const hash = Buffer.from(streebog256(bytes)).toString('base64')
    return `<b:RefAttachmentHeader><b:uuid>${uuid}</b:uuid><b:Hash>${hash}</b:Hash><b:MimeType>application/pdf</b:MimeType></b:RefAttachmentHeader>`
  }
})
