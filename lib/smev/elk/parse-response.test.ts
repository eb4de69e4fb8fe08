import { describe, expect, it } from 'vitest'
import { contract, contracts, describeWithContracts } from '../contracts.kit'
import { readXml } from '../xml/read'
import { parseOrdersResponse } from './parse-response'

const NS = 'http://epgu.gosuslugi.ru/elk/status/1.0.2'

function parse(xml: string) {
  const read = readXml(Buffer.from(xml))
  if (!read.ok) throw new Error(read.reason)
  return parseOrdersResponse(read.root)
}
const answer = (orders: string, code = '11') =>
  parse(
    `<E:ElkOrderResponse xmlns:E="${NS}" xmlns="${NS}"><CreateOrdersResponse><code>${code}</code><message>Completed with errors</message><orders>${orders}</orders></CreateOrdersResponse></E:ElkOrderResponse>`,
  )

describe('ElkOrderResponse', () => {
  it('is read whatever its prefixes; absent and zero numbers are none', () => {
    const parsed = answer(
      '<order><elkOrderNumber>4000000101</elkOrderNumber><orderNumber>A-1</orderNumber><status>0</status><message>OK</message></order>' +
        '<order><orderNumber>A-2</orderNumber><status>34</status><message>Order already exists</message></order>' +
        '<order><elkOrderNumber>0</elkOrderNumber><orderNumber>A-3</orderNumber><status>777</status><message>?</message></order>',
    )
    expect(parsed).toEqual({
      ok: true,
      response: {
        kind: 'CREATE',
        code: 11,
        message: 'Completed with errors',
        orders: [
          { orderNumber: 'A-1', elkOrderNumber: '4000000101', status: 0, message: 'OK' },
          { orderNumber: 'A-2', elkOrderNumber: null, status: 34, message: 'Order already exists' },
          { orderNumber: 'A-3', elkOrderNumber: null, status: 777, message: '?' },
        ],
      },
    })
  })

  it('keeps a number that does not fit a double', () => {
    const parsed = answer(
      '<order><elkOrderNumber>9223372036854775807</elkOrderNumber><status>0</status><message>OK</message></order>',
    )
    expect(parsed.ok && parsed.response.orders[0]?.elkOrderNumber).toBe('9223372036854775807')
  })

  it.each([
    ['+4000000101', '4000000101'],
    ['+0', null],
    ['-1', null],
  ])('reads the number %s as xsd:long may write it', (written, number) => {
    const parsed = answer(
      `<order><elkOrderNumber>${written}</elkOrderNumber><status>0</status><message>OK</message></order>`,
    )
    expect(parsed.ok && parsed.response.orders[0]?.elkOrderNumber).toBe(number)
  })

  it('keeps the code and words of a refusal without orders', () => {
    expect(answer('', '77')).toMatchObject({
      ok: true,
      response: { code: 77, message: 'Completed with errors', orders: [] },
    })
  })

  it.each([
    ['no status', () => answer('<order><orderNumber>1</orderNumber></order>')],
    ['no orders in a success', () => answer('', '0')],
    ['a code that is no number', () => answer('<order><status>0</status></order>', 'x')],
    ['another namespace', () => parse('<ElkOrderResponse xmlns="urn:x"/>')],
    ['another root', () => parse(`<ElkOrderRequest xmlns="${NS}"/>`)],
    ['no body', () => parse(`<ElkOrderResponse xmlns="${NS}"/>`)],
  ])('with %s is a refusal, not a throw', (_, make) => {
    expect(make().ok).toBe(false)
  })
})

describeWithContracts('ElkOrderResponse samples', () => {
  it.each(contracts('samples').filter((name) => /^2\d-response/.test(name)))('%s is read', (name) => {
    expect(parse(contract(`samples/${name}`)).ok).toBe(true)
  })
})
