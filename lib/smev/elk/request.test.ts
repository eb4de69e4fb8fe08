import { existsSync, readFileSync } from 'node:fs'
import { XmlC14NMode, XmlDocument } from 'libxml2-wasm'
import { describe, expect, it } from 'vitest'
import { applicants, citizenText, createFacts, result, updateFacts } from '@/lib/delivery/facts.examples.kit'
import { contract, describeWithContracts, haveContracts } from '../contracts.kit'
import { compileSchema, validateAgainst, validateElk } from '../xsd/validate'
import { ordersRequestXml, type OrdersRequest } from './request'

const update = updateFacts()
const requests: Record<string, OrdersRequest> = {
  ...Object.fromEntries(
    Object.values(applicants).map((who) => [
      `create-by-${who.by}`,
      { environment: 'SVCDEV', kind: 'CREATE', orders: [createFacts(who)] } satisfies OrdersRequest,
    ]),
  ),
  'update-with-file': { environment: 'EPGU', kind: 'UPDATE', orders: [update] },
  'update-by-elk-number': {
    environment: 'EPGU',
    kind: 'UPDATE',
    orders: [{ ...update, addressBy: 'elkOrderNumber' }],
  },
  'update-with-text': {
    environment: 'SVCDEV',
    kind: 'UPDATE',
    orders: [{ ...update, status: { ...update.status, citizenText } }],
  },
  'create-two': {
    environment: 'SVCDEV',
    kind: 'CREATE',
    orders: [createFacts(), { ...createFacts(applicants.inn), orderNumber: '47-2026/000124' }],
  },
}

function canonical(xml: string): string {
  const document = XmlDocument.fromString(xml)
  try {
    return document.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 })
  } finally {
    document.dispose()
  }
}

describe('ElkOrderRequest', () => {
  it.each(Object.entries(requests))('%s is the golden one, valid and canonical', (name, request) => {
    const xml = ordersRequestXml(request)
    const golden = `${import.meta.dirname}/../__fixtures__/golden/${name}.xml`
    expect(existsSync(golden)).toBe(true)
    expect(xml).toBe(readFileSync(golden, 'utf8'))
    expect(validateElk(xml)).toEqual([])
    expect(canonical(xml)).toBe(xml)
  })

  it('takes the prefix of its place and escapes every special sign', () => {
    const order = { ...createFacts(), orderNumber: 'a&b<c>d"e\'f' }
    const xml = ordersRequestXml({ environment: 'SVCDEV', kind: 'CREATE', orders: [order] }, 'ns3')
    expect(xml).toMatch(/^<ns3:ElkOrderRequest xmlns:ns3="[^"]+" env="SVCDEV"><ns3:CreateOrdersRequest>/)
    expect(xml).toContain('<ns3:orderNumber>a&amp;b&lt;c&gt;d"e\'f</ns3:orderNumber>')
    expect(canonical(xml)).toBe(xml)
  })

  it('has one FSuuid a file and no empty list', () => {
    const status = {
      ...update.status,
      attachments: [result, { ...result, storeUuid: '3f0d2a10-a9a1-11f1-8a77-020000000002' }],
    }
    const xml = ordersRequestXml({ environment: 'EPGU', kind: 'UPDATE', orders: [{ ...update, status }] })
    expect(xml.match(/<ns1:FSuuid>/g)).toHaveLength(2)
    expect(
      ordersRequestXml({ environment: 'SVCDEV', kind: 'CREATE', orders: [createFacts()] }),
    ).not.toContain('attachments')
  })
})

describeWithContracts('ElkOrderRequest and the official schema', () => {
  it('every golden message is valid', () => {
    if (!haveContracts) return
    const official = compileSchema(contract('xsd/elk-status-1.0.2.xsd'))
    for (const request of Object.values(requests))
      expect(validateAgainst(official, ordersRequestXml(request))).toEqual([])
    official.dispose()
  })
})
