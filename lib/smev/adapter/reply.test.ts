import { describe, expect, it } from 'vitest'
import { ADAPTER } from './client-message'
import { readReply, readStored } from './reply'

const ELK = 'http://epgu.gosuslugi.ru/elk/status/1.0.2'
const order = (number: string, status = 0) =>
  `<e:ElkOrderResponse xmlns:e="${ELK}"><e:UpdateOrdersResponse><e:code>${status ? 11 : 0}</e:code><e:message>m</e:message><e:orders><e:order><e:elkOrderNumber>${number}</e:elkOrderNumber><e:status>${status}</e:status><e:message>m</e:message></e:order></e:orders></e:UpdateOrdersResponse></e:ElkOrderResponse>`
const own = '<a:clientId>c-1</a:clientId>'
const response = (inner: string) =>
  `<a:ResponseMetadata>${own}<a:replyToClientId>o-1</a:replyToClientId></a:ResponseMetadata><a:ResponseContent>${inner}</a:ResponseContent>`
const state = (inner: string) =>
  `<a:statusMetadata>${own}<a:originalClientId>o-1</a:originalClientId></a:statusMetadata>${inner}`
const result = (message: string) =>
  `<a:QueryResult xmlns:a="${ADAPTER}"><a:smevMetadata><a:MessageId>m-1</a:MessageId></a:smevMetadata>${message}</a:QueryResult>`
const content = `<a:content><a:MessagePrimaryContent>${order('4000000101')}</a:MessagePrimaryContent></a:content>`
const read = (text: string) => readStored(Buffer.from(text))
const typed = (message: string) => result(`<a:Message>${message}</a:Message>`)
const rest = (message: object, smevMetadata: object = { messageId: 'm-1' }) =>
  JSON.stringify({ smevMetadata, message })
const metadata = { clientId: 'c-1', replyToClientId: 'o-1' }

const orders = {
  ok: true,
  messageId: 'm-1',
  originalMessageId: 'o-1',
  outcome: { kind: 'orders', response: { code: 0, orders: [{ elkOrderNumber: '4000000101', status: 0 }] } },
}
const failed = {
  ok: true,
  originalMessageId: 'o-1',
  outcome: { kind: 'processing', rejectedBySmev: true, fault: { code: '028122', description: 'SMEV-403' } },
}

describe('an answer of the adapter', () => {
  it.each([
    ['under xsi:type', typed(response(content)), orders],
    ['as an element', result(`<a:ResponseMessage>${response(content)}</a:ResponseMessage>`), orders],
    [
      'of a file',
      `<a:ClientMessage xmlns:a="${ADAPTER}"><a:itSystem>x</a:itSystem><a:ResponseMessage>${response(content)}</a:ResponseMessage></a:ClientMessage>`,
      { ...orders, messageId: 'c-1' },
    ],
    [
      'of a file, bare',
      `<ErrorMessage xmlns="${ADAPTER}"><statusMetadata><clientId>c</clientId><originalClientId>o-1</originalClientId></statusMetadata><status>ERROR</status><type>SERVER</type><fault><code>028122</code><description>SMEV-403</description></fault></ErrorMessage>`,
      failed,
    ],
    [
      'REST',
      rest({
        responseMetadata: metadata,
        responseContent: { content: { messagePrimaryContent: { any: order('4000000101') } } },
      }),
      orders,
    ],
    [
      'the plug-in',
      '{"clientId":"c","replyToClientId":"o-1","messageId":"m-1","responseContent":{"responseType":"UpdateOrdersResponse","code":0,"message":"OK","orders":[{"elkOrderNumber":4000000101,"status":0}]}}',
      orders,
    ],
    [
      'an error',
      typed(
        state(
          '<a:status>ERROR</a:status><a:type>SERVER</a:type><a:fault><code>028122</code><description>SMEV-403</description></a:fault>',
        ),
      ),
      failed,
    ],
    [
      'an error, REST',
      rest({
        statusMetadata: { clientId: 'c', originalClientId: 'o-1' },
        status: 'ERROR',
        fault: { code: '028122', description: 'SMEV-403' },
        details: null,
      }),
      failed,
    ],
    [
      'an error of the plug-in',
      '{"replyToClientId":"o-1","responseContent":{"error":{"code":"028122","description":"SMEV-403"}}}',
      failed,
    ],
    [
      'a status that is no error',
      typed(state('<a:status>OTHER</a:status><a:details>d</a:details>')),
      { outcome: { kind: 'processing', rejectedBySmev: false, details: 'd' } },
    ],
    [
      'an error without a fault',
      typed(state('<a:status>ERROR</a:status><a:details>d</a:details>')),
      { outcome: { kind: 'processing', rejectedBySmev: true, details: 'd' } },
    ],
    [
      'a rejection',
      typed(response('<a:rejects><a:code>NO_DATA</a:code><a:description>none</a:description></a:rejects>')),
      { outcome: { kind: 'rejected', reasons: [{ code: 'NO_DATA', description: 'none' }] } },
    ],
    [
      'a business status',
      typed(
        response(
          '<a:status><a:code>1</a:code><a:description>d</a:description><a:parameter><a:key>k</a:key><a:value>v</a:value></a:parameter></a:status>',
        ),
      ),
      { outcome: { kind: 'status', code: '1', parameters: [{ key: 'k', value: 'v' }] } },
    ],
    [
      'a business status, REST',
      rest({
        responseMetadata: metadata,
        responseContent: { status: { code: 1, description: 'd', parameter: [{ key: 'k', value: 'v' }] } },
      }),
      { outcome: { kind: 'status', code: '1', parameters: [{ key: 'k', value: 'v' }] } },
    ],
    [
      'another service',
      typed(response(content)).replaceAll('elk/status/1.0.2', 'other'),
      { ok: true, outcome: { kind: 'foreign', root: 'ElkOrderResponse' } },
    ],
    [
      'a request to us',
      typed(`<a:RequestMetadata>${own}</a:RequestMetadata>`),
      { ok: true, originalMessageId: undefined, outcome: { kind: 'foreign' } },
    ],
    ['XML in JSON that is none', rest({ responseMetadata: metadata, responseContent: { content: { messagePrimaryContent: { any: '<a>' } } } }), { outcome: { kind: 'foreign' } }], // prettier-ignore
    [
      'the plug-in in words unknown',
      '{"replyToClientId":"o-1","responseContent":{"result":"fine"}}',
      { ok: true, originalMessageId: 'o-1', outcome: { kind: 'foreign' } },
    ],
    [
      'the plug-in with a status that is nothing',
      '{"replyToClientId":"o-1","responseContent":{"code":0,"orders":[{"orderNumber":"1","status":null}]}}',
      { outcome: { kind: 'foreign' } },
    ],
  ])('%s', (_, text, expected) => expect(read(text)).toMatchObject(expected))

  it('keeps every digit of a long number, and takes 0 for none', () => {
    const plugin = (number: string) =>
      read(
        `{"replyToClientId":"o","responseContent":{"code":0,"message":"\\"1234567890123456789,\\u0000","orders":[{"elkOrderNumber":${number},"status":0}]}}`,
      )
    const numbers = (number: string) => ({
      outcome: { response: { message: '"1234567890123456789,', orders: [{ elkOrderNumber: number }] } },
    })
    expect(plugin('9223372036854775807')).toMatchObject(numbers('9223372036854775807'))
    expect(plugin('0')).toMatchObject({ outcome: { response: { orders: [{ elkOrderNumber: null }] } } })
  })

  it('of several to one request the one that says most counts', () => {
    const list = (...messages: string[]) =>
      `<a:QueryResultList xmlns:a="${ADAPTER}">${messages.map((one) => typed(one)).join('')}</a:QueryResultList>`
    const other = state('<a:status>OTHER</a:status>')
    expect(read(list(other, response(content), other))).toMatchObject(orders)
    expect(read(list(other, state('<a:status>ERROR</a:status>')))).toMatchObject({
      outcome: { rejectedBySmev: true },
    })
  })

  it.each([
    ['nothing', ''],
    ['garbage', 'upstream is away'],
    ['HTML', '<html><br>502'],
    ['a DTD', `<!DOCTYPE a>${typed(response(content))}`],
    ['an entity', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`],
    ['half', typed(response(content)).slice(0, 200)],
    ['JSON of something else', '{"status":"ok"}'],
    ['half of JSON', '{"message":{'],
    ['a list of nothing known', '[1,2]'],
    ['a message without its metadata', typed('<a:x/>')],
    ['a receipt', '{"itSystem":"x","messageId":"m"}'],
    ['a fault', '{"error":"x"}'],
    ['bytes of another encoding', Buffer.from([0x7b, 0x22, 0xcf, 0x22, 0x7d]).toString('latin1')],
  ])('%s is none', (_, text) => expect(readStored(Buffer.from(text, 'latin1'))).toMatchObject({ ok: false }))

  it('a string without an end is found at once, however many quotes stand in it', () => {
    const begun = performance.now()
    for (const text of [`{"${'\\"'.repeat(60_000)}`, `{"1234567890123456${'\\"'.repeat(60_000)}`])
      expect(readReply(Buffer.from(text))).toMatchObject({ kind: 'unreadable' })
    const whole = `{"error":"${'\\"'.repeat(1_000_000)}","a":1234567890123456789}`
    expect(readReply(Buffer.from(whole))).toMatchObject({ kind: 'fault' })
    expect(performance.now() - begun).toBeLessThan(3000) // looked for from each quote it takes 20 s
  })

  it('words hold nothing that a database cannot keep', () => {
    expect(readReply(Buffer.from('{"error":"a\\u0000b\\ud800"}'))).toEqual({
      kind: 'fault',
      fault: '',
      text: 'ab\ufffd',
    })
  })

  it('deep JSON and deep XML end', () => {
    expect(readReply(Buffer.from('[{"message":'.repeat(100_000)))).toMatchObject({ kind: 'unreadable' })
    expect(readReply(Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)))).toMatchObject({
      kind: 'unreadable',
    })
    expect(readReply(Buffer.from('<a>'.repeat(1000) + '</a>'.repeat(1000)))).toMatchObject({
      kind: 'unreadable',
    })
  })
})
