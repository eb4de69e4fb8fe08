import { describe, expect, it } from 'vitest'
import { includeOf, readBodyOf, writeMultipart } from './multipart'

describe('multipart', () => {
  const files = [
    {
      id: 'a b',
      mimeType: 'application/zip',
      content: Buffer.from([0, 13, 10, 45, 45, 255]).toString('base64'),
    },
    { id: 'c', mimeType: 'text/plain', content: '' },
  ]
  const xml = `<r>текст<x>${includeOf('a b')}</x><y>${includeOf('c')}</y></r>`

  it('gives back what was put in, files in base64', () => {
    const { contentType, body } = writeMultipart(xml, files)
    expect(readBodyOf(contentType, body).toString()).toBe(`<r>текст<x>${files[0]?.content}</x><y></y></r>`)
  })

  it('takes single quotes, empty elements and a root that is not first', () => {
    const text =
      '--b\r\nContent-ID: <f>\r\n\r\nfile\r\n--b\r\ncontent-id: <r>\r\n\r\n' +
      `<r><i:Include xmlns:i='u' href='cid:f'/></r>\r\n--b--`
    const type = 'multipart/related; boundary=b; start="<r>"'
    expect(readBodyOf(type, Buffer.from(text)).toString()).toBe('<r>ZmlsZQ==</r>')
  })

  it('leaves other bodies as they are, and makes nothing of a broken one', () => {
    expect(readBodyOf('text/xml', Buffer.from('x')).toString()).toBe('x')
    expect(readBodyOf('multipart/related; boundary=b', Buffer.from('--b\r\n')).length).toBe(0)
  })
})
