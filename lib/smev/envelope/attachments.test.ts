import { describe, expect, it } from 'vitest'
import { attachmentsOf } from './attachments'
import { rootPart } from './multipart'

const BINARY = Buffer.from([0, 13, 10, 255, 45, 45, 98, 13, 10])
const include = (href: string) =>
  `<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="${href}"/>`
const envelope = (...contents: [id: string, content: string][]) =>
  '<e:Envelope xmlns:e="urn:e"><e:Body><GetResponseResponse><ResponseMessage><Response/><AttachmentContentList>' +
  contents
    .map(([id, inner]) => `<AttachmentContent><Id>${id}</Id><Content>${inner}</Content></AttachmentContent>`)
    .join('') +
  '</AttachmentContentList></ResponseMessage></GetResponseResponse></e:Body></e:Envelope>'
const part = (headers: string, content: Buffer | string) =>
  Buffer.concat([Buffer.from(`--bnd\r\n${headers}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
const root = (xml: string) => part('Content-Type: application/xop+xml\r\nContent-ID: <root>', xml)
const body = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from('--bnd--\r\n')])
const reason = (raw: Buffer, ...ids: string[]) => {
  const result = attachmentsOf(raw, ids)
  return result.ok ? 'found' : result.reason
}

describe('attachments', () => {
  it('are found in base64, in the order of their headers', () => {
    const xml = envelope(
      ['b', Buffer.from('два').toString('base64')],
      ['a', ` ${BINARY.toString('base64')}\n`],
    )
    expect(attachmentsOf(Buffer.from(xml), ['a', 'b'])).toEqual({
      ok: true,
      pieces: [BINARY, Buffer.from('два')],
    })
    expect(attachmentsOf(Buffer.from(xml), [])).toEqual({ ok: true, pieces: [] })
  })

  it.each([
    ['as it is', 'cid:a.zip', 'Content-ID: <a.zip>'],
    ['escaped on one side', 'cid:a%40b', 'content-id: <a@b>'],
    ['escaped on both', 'cid:a%40b', 'Content-ID: <a%40b>'],
    ['without brackets', 'cid:a', 'Content-ID: a'],
  ])('are found in parts by Content-ID, %s', (_, href, header) => {
    const raw = body(root(envelope(['1', include(href)])), part(header, BINARY))
    expect(attachmentsOf(raw, ['1'])).toEqual({ ok: true, pieces: [BINARY] })
  })

  it('are decoded when their part says so', () => {
    const encoded = part('Content-ID: <a>\r\nContent-Transfer-Encoding: base64', BINARY.toString('base64'))
    const quoted = part('Content-ID: <a>\r\nContent-Transfer-Encoding: quoted-printable', 'a')
    const main = root(envelope(['1', include('cid:a')]))
    expect(attachmentsOf(body(main, encoded), ['1'])).toEqual({ ok: true, pieces: [BINARY] })
    expect(reason(body(main, quoted), '1')).toBe('attachment 1: its part is missing')
  })

  const main = root(envelope(['1', include('cid:a')]))
  const a = part('Content-ID: <a>', BINARY)
  it.each([
    ['a part is missing', body(main), 'attachment 1: its part is missing'],
    ['two parts have one id', body(main, a, a), 'multipart: cut, or two parts of one id'],
    [
      'two parts have one id, escaped',
      body(main, a, part('Content-ID: <%61>', 'x')),
      'multipart: cut, or two parts of one id',
    ],
    ['the body is cut', Buffer.concat([main, a]), 'multipart: cut, or two parts of one id'],
    [
      'the boundary is another',
      Buffer.from(body(main, a).toString('latin1').replaceAll('\n--bnd', '\n--other'), 'latin1'),
      'multipart without a root part',
    ],
    [
      'there is no multipart at all',
      Buffer.from(envelope(['1', include('cid:a')])),
      'multipart: cut, or two parts of one id',
    ],
    [
      'the reference leads out',
      body(root(envelope(['1', include('file:///etc/passwd')])), a),
      'attachment 1: its part is missing',
    ],
    ['the content is missing', Buffer.from(envelope()), 'attachment 1: missing'],
    [
      'the content is there twice',
      Buffer.from(envelope(['1', 'YQ=='], ['1', 'Yg=='])),
      'attachment 1: twice',
    ],
    ['the content is no base64', Buffer.from(envelope(['1', 'я'])), 'attachment 1: not base64'],
    ['the content is empty', Buffer.from(envelope(['1', ''])), 'attachment 1: not base64'],
    ['it is no XML', Buffer.from('garbage'), undefined],
  ])('are refused when %s', (_, raw, why) => {
    const told = reason(raw, '1')
    expect(told).not.toBe('found')
    if (why) expect(told).toBe(why)
  })

  it('of one id named twice are refused', () =>
    expect(reason(Buffer.from(envelope(['1', 'YQ=='])), '1', '1')).toBe('two attachments of one id'))

  it('in great number are refused, and the root is still read', () => {
    const many = body(main, ...Array.from({ length: 6000 }, (_, at) => part(`Content-ID: <${at}>`, 'x')))
    expect(reason(many, '1')).toBe('multipart: cut, or two parts of one id')
    expect(rootPart(many)?.toString()).toBe(envelope(['1', include('cid:a')]))
  })
})
