import { XmlDocument, XmlElement } from 'libxml2-wasm'
import { describe, expect, it } from 'vitest'
import { createFacts, result, signedResult, updateFacts } from '@/lib/delivery/facts.examples.kit'
import { contract, describeWithContracts } from '../contracts.kit'
import { ordersRequestXml } from '../elk/request'
import { smevTransform } from '../signature/smev-transform'
import { compileSchema, validateAgainst } from '../xsd/validate'
import { ackEnvelope, ackTargetXml } from './ack'
import { getResponseEnvelope, selectorXml } from './get-response'
import { CONTENT_PREFIX, requestDataXml, sendRequestEnvelope } from './send-request'

const at = new Date('2026-11-05T06:12:00.000Z')
const messageId = 'a1b2c3d0-a9a0-11f1-8a77-020000000001'
const create = ordersRequestXml(
  { environment: 'SVCDEV', kind: 'CREATE', orders: [createFacts()] },
  CONTENT_PREFIX,
)
const update = ordersRequestXml(
  { environment: 'EPGU', kind: 'UPDATE', orders: [updateFacts()] },
  CONTENT_PREFIX,
)
const selector = {
  namespaceUri: 'http://epgu.gosuslugi.ru/elk/status/1.0.2',
  rootElement: 'ElkOrderResponse',
}

const signed = {
  'a create': requestDataXml({ messageId, content: create, files: [], testMessage: true }),
  'an update with a file': requestDataXml({ messageId, content: update, files: [result] }),
  'an update with a signed file and another': requestDataXml({
    messageId,
    content: update,
    files: [signedResult, { ...result, storeUuid: 'x' }],
  }),
  'an update with two files and the test mark': requestDataXml({
    messageId,
    content: update,
    files: [result, { ...result, storeUuid: 'x' }],
    testMessage: true,
  }),
  'a selector': selectorXml(selector, at),
  'an empty selector': selectorXml({}, at),
  'an ack': ackTargetXml(messageId, true),
  'a refusing ack': ackTargetXml(messageId, false),
}

const signedFile = signed['an update with a signed file and another']

function transformed(xml: string, id?: string): string {
  const document = XmlDocument.fromString(xml)
  try {
    const element = id ? document.get(`//*[@Id="${id}"]`) : document.root
    if (!(element instanceof XmlElement)) throw new Error('no element')
    return smevTransform(element)
  } finally {
    document.dispose()
  }
}

describe('envelopes', () => {
  it.each(Object.entries(signed))('%s is already what the СМЭВ transform gives', (_, xml) => {
    expect(transformed(xml)).toBe(xml)
    expect(
      transformed(
        sendRequestEnvelope(xml, '<ds:Signature xmlns:ds="urn:x"></ds:Signature>').toString(),
        'SIGNED_BY_CALLER',
      ),
    ).toBe(xml)
  })

  it('keep the empty header and put the signature in its place', () => {
    const xml = sendRequestEnvelope(
      signed['a create'],
      '<ds:Signature xmlns:ds="urn:x"></ds:Signature>',
    ).toString()
    expect(xml).toContain('<soap:Header></soap:Header>')
    expect(xml).toContain(
      '</ns1:SenderProvidedRequestData><smev:CallerInformationSystemSignature><ds:Signature',
    )
    expect(sendRequestEnvelope(signed['a create']).toString()).not.toContain('Signature')
  })

  it('escape what they are given', () => {
    expect(selectorXml({ namespaceUri: 'a<&>' }, at)).toContain(
      '<ns1:NamespaceURI>a&lt;&amp;&gt;</ns1:NamespaceURI>',
    )
    expect(ackTargetXml('<', true)).toContain('>&lt;<')
  })
})

describeWithContracts('the СМЭВ transform of the tests', () => {
  it('reproduces the vectors', () => {
    const { vectors } = JSON.parse(contract('samples/smev-transform-vectors.json')) as {
      vectors: { name: string; input: string; transformed: string }[]
    }
    for (const vector of vectors) {
      const input = vector.input.startsWith('@') ? contract(`samples/${vector.input.slice(1)}`) : vector.input
      expect(transformed(input), vector.name).toBe(vector.transformed)
    }
  })
})

describeWithContracts('envelopes and the official schema', () => {
  it('name files and their signatures as it wants', () => {
    const schema = compileSchema(contract('xsd/smev-message-exchange-basic-1.2.xsd'))
    const headers = (xml: string) =>
      /<ns4:RefAttachmentHeaderList .*<\/ns4:RefAttachmentHeaderList>/.exec(xml)?.[0] ?? ''
    const signed = headers(signedFile)
    expect(signed).toContain('</ns4:MimeType><ns4:SignaturePKCS7>MCMG')
    expect(validateAgainst(schema, signed)).toEqual([])
    expect(validateAgainst(schema, signed.replace('MCMG', '<a/>'))).not.toEqual([])
    schema.dispose()
  })

  it('have its elements in its order', () => {
    const order = (type: string, file: string) => {
      const declaration =
        new RegExp(`<xs:element name="${type}">[\\s\\S]*?\\n  </xs:element>`).exec(
          contract(`xsd/${file}`),
        )?.[0] ?? ''
      return [...declaration.matchAll(/<xs:element [^>]*?(?:name|ref)="(?:\w+:)?(\w+)"/g)]
        .map((match) => match[1])
        .filter((name) => name !== type)
    }
    const namesIn = (xml: string) => {
      const document = XmlDocument.fromString(xml)
      const names: string[] = []
      for (let node = document.root.firstChild; node; node = node.next)
        if (node instanceof XmlElement) names.push(node.name)
      document.dispose()
      return names
    }
    const request = order('SenderProvidedRequestData', 'smev-message-exchange-types-1.2.xsd')
    const data = namesIn(signed['an update with two files and the test mark'])
    expect(data).toEqual(['MessageID', 'MessagePrimaryContent', 'RefAttachmentHeaderList', 'TestMessage'])
    expect(request.filter((name) => data.includes(name ?? ''))).toEqual(data)
    const selected = namesIn(signed['a selector'])
    expect(order('MessageTypeSelector', 'smev-message-exchange-basic-1.2.xsd').slice(0, 3)).toEqual(selected)
    for (const [operation, envelope] of Object.entries({
      GetResponseRequest: getResponseEnvelope(''),
      AckRequest: ackEnvelope(''),
      SendRequestRequest: sendRequestEnvelope(''),
    })) {
      expect(contract('xsd/smev-message-exchange-types-1.2.xsd')).toContain(
        `<xs:element name="${operation}">`,
      )
      expect(envelope.toString()).toContain(
        `<smev:${operation} xmlns:smev="urn://x-artefacts-smev-gov-ru/services/message-exchange/types/1.2">`,
      )
    }
  })
})
