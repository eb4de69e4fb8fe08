import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contract, describeWithContracts } from '../contracts.kit'
import { parseReply } from './parse'

const types = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/1.2'
const faults = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types/faults/1.2'
const soap = (body: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
const parse = (text: string) => parseReply(Buffer.from(text))
const response = (data: string, metadata = '<MessageId>m-1</MessageId>') =>
  soap(
    `<GetResponseResponse xmlns="${types}"><ResponseMessage><Response><OriginalMessageId>o-1</OriginalMessageId><SenderProvidedResponseData><MessageID>m-1</MessageID>${data}</SenderProvidedResponseData><MessageMetadata>${metadata}</MessageMetadata></Response></ResponseMessage></GetResponseResponse>`,
  )

describe('answers of СМЭВ', () => {
  it('an acceptance', () => {
    const xml = soap(
      `<q:SendRequestResponse xmlns:q="${types}"><q:MessageMetadata Id="x"><q:MessageId>m-1</q:MessageId><q:SendingTimestamp>2026-11-05T09:12:00+03:00</q:SendingTimestamp><q:Status>requestIsQueued</q:Status></q:MessageMetadata></q:SendRequestResponse>`,
    )
    expect(parse(xml)).toEqual({
      kind: 'sent',
      messageId: 'm-1',
      status: 'requestIsQueued',
      sentAt: '2026-11-05T09:12:00+03:00',
    })
  })

  it('an empty queue, an ack, a blank body', () => {
    expect(parse(soap(`<GetResponseResponse xmlns="${types}"/>`))).toEqual({ kind: 'empty' })
    expect(parse(soap(`<AckResponse xmlns="${types}"/>`))).toEqual({ kind: 'acknowledged' })
    expect(parse(soap(''))).toEqual({ kind: 'blank' })
  })

  it('rejections and a status of the provider', () => {
    const rejected = (code: string) =>
      `<RequestRejected><RejectionReasonCode>${code}</RejectionReasonCode><RejectionReasonDescription>why</RejectionReasonDescription></RequestRejected>`
    expect(parse(response(rejected('NO_DATA') + rejected('FAILURE')))).toMatchObject({
      kind: 'answer',
      answer: {
        messageId: 'm-1',
        originalMessageId: 'o-1',
        content: {
          kind: 'rejected',
          reasons: [{ code: 'NO_DATA', description: 'why' }, { code: 'FAILURE' }],
        },
      },
    })
    const status =
      '<RequestStatus><StatusCode>7</StatusCode><StatusParameter><Key>k</Key><Value>v</Value></StatusParameter><StatusDescription>d</StatusDescription></RequestStatus>'
    expect(parse(response(status))).toMatchObject({
      answer: {
        content: { kind: 'status', code: '7', description: 'd', parameters: [{ key: 'k', value: 'v' }] },
      },
    })
  })

  it('an answer without metadata is acknowledged by its own id, one without any is unreadable', () => {
    expect(parse(response('', ''))).toMatchObject({
      kind: 'answer',
      answer: { messageId: 'm-1', content: { kind: 'nothing' } },
    })
    const none = soap(
      `<GetResponseResponse xmlns="${types}"><ResponseMessage><Response/></ResponseMessage></GetResponseResponse>`,
    )
    expect(parse(none)).toMatchObject({ kind: 'unreadable' })
  })

  it('a fault with its name, code, words and errors', () => {
    const detail = `<f:InvalidContent xmlns:f="${faults}"><Code>c</Code><Description>SMEV-403: d</Description><f:ValidationError errorPosition="-1">e1</f:ValidationError><f:ValidationError errorPosition="2">e2</f:ValidationError></f:InvalidContent>`
    const fault = soap(
      `<s:Fault><faultcode>s:Server</faultcode><faultstring>t</faultstring><detail>${detail}</detail></s:Fault>`,
    )
    expect(parse(fault)).toEqual({
      kind: 'fault',
      fault: {
        name: 'InvalidContent',
        code: 'c',
        description: 'SMEV-403: d',
        errors: ['e1', 'e2'],
        signatureReason: undefined,
      },
    })
    const signature = soap(
      `<s:Fault><detail><f:SignatureVerificationFault xmlns:f="${faults}"><f:SignatureVerificationFault>CertificateIsExpired</f:SignatureVerificationFault></f:SignatureVerificationFault></detail></s:Fault>`,
    )
    expect(parse(signature)).toMatchObject({
      fault: { name: 'SignatureVerificationFault', signatureReason: 'CertificateIsExpired' },
    })
    expect(
      parse(soap('<s:Fault><faultcode>s:Client</faultcode><faultstring>t</faultstring></s:Fault>')),
    ).toMatchObject({ fault: { name: '', code: 's:Client', description: 't' } })
  })

  it('an answer to a question of status', () => {
    const xml = soap(
      `<GetStatusResponse xmlns="${types}"><SmevAsyncProcessingMessage><AsyncProcessingStatusData><AsyncProcessingStatus><OriginalMessageId>o-1</OriginalMessageId><StatusCategory>underProcessing</StatusCategory></AsyncProcessingStatus></AsyncProcessingStatusData></SmevAsyncProcessingMessage></GetStatusResponse>`,
    )
    expect(parse(xml)).toMatchObject({
      kind: 'status',
      status: { category: 'underProcessing', originalMessageId: 'o-1' },
    })
    expect(parse(soap(`<GetStatusResponse xmlns="${types}"/>`))).toEqual({ kind: 'empty' })
  })

  it('the root part of multipart/related, wherever it stands', () => {
    const xml = soap(`<AckResponse xmlns="${types}"/>`)
    const root = `--b-1\r\nContent-Type: application/xop+xml; charset=UTF-8; type="text/xml"\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <root>\r\n\r\n${xml}\r\n`
    const file = '--b-1\r\nContent-Type: application/pdf\r\nContent-ID: <f>\r\n\r\n%PDF\r\n'
    expect(parse(`${root}${file}--b-1--\r\n`)).toEqual({ kind: 'acknowledged' })
    expect(parse(`\r\n${file}${root}--b-1--\r\n`)).toEqual({ kind: 'acknowledged' })
    expect(parse(`${file}--b-1--\r\n`)).toMatchObject({ kind: 'unreadable' })
    expect(parse(root)).toMatchObject({ kind: 'unreadable' })
    const body = `${file}${root}--b-1--\r\n`
    for (const preamble of [
      'preamble\r\n',
      '--\r\n-- a signature\r\n',
      'This is a -- MIME\n--b-1 message\n\n'.replace('--b-1', ' --b-1'),
    ])
      expect(parse(`${preamble}${body}epilogue`), preamble).toEqual({ kind: 'acknowledged' })
    expect(parse(`${'p'.repeat(5000)}\r\n${body}`)).toMatchObject({ kind: 'unreadable' })
    const within = file.replace('%PDF', '%PDF --b-1\n--b-12 and more')
    expect(parse(`${within}${root}--b-1--`), 'only a line that is the delimiter').toEqual({
      kind: 'acknowledged',
    })
    expect(parse(`${xml}\n--b-1\n`), 'XML is no preamble').toMatchObject({ kind: 'unreadable' })
  })

  it('garbage is a value, never a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(parseReply(Buffer.from(bytes)).kind).toBe('unreadable')
      }),
      { numRuns: 2000 },
    )
    const whole = response('<RequestStatus><StatusCode>7</StatusCode></RequestStatus>')
    for (let length = 0; length < whole.length; length += 1)
      expect(parse(whole.slice(0, length)).kind).toBe('unreadable')
    expect(parse('<html><body>502</body></html>')).toMatchObject({ kind: 'unreadable' })
  })
})

describeWithContracts('samples of СМЭВ answers', () => {
  const sample = (name: string) => parse(contract(`samples/${name}`))
  it('are read', () => {
    expect(sample('32-smev12-sendrequest-ack-queued.xml')).toMatchObject({
      kind: 'sent',
      status: 'requestIsQueued',
    })
    expect(sample('34-smev12-getresponse-success.xml')).toMatchObject({
      kind: 'answer',
      answer: { content: { kind: 'content' } },
    })
    expect(sample('35-smev12-getresponse-rejected-by-smev.xml')).toMatchObject({
      answer: {
        sender: 'SMEV',
        content: {
          kind: 'processing',
          category: 'requestIsRejectedBySmev',
          fault: { name: 'InvalidContent', code: '028122' },
        },
      },
    })
    expect(sample('36-smev12-getresponse-empty-queue.xml')).toEqual({ kind: 'empty' })
    expect(sample('38-smev12-soapfault-target-not-found.xml')).toMatchObject({
      kind: 'fault',
      fault: { name: 'TargetMessageIsNotFound' },
    })
  })
})
