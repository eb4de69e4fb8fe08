import { randomUUID } from 'node:crypto'

export interface Attachment {
  id: string
  mimeType: string
  /** Base64. */
  content: string
}

const XOP = 'http://www.w3.org/2004/08/xop/include'

export const includeOf = (id: string): string =>
  `<xop:Include xmlns:xop="${XOP}" href="cid:${encodeURIComponent(id)}"></xop:Include>`

/** MTOM: the envelope as the root part, each file as a part of its own (XOP). */
export function writeMultipart(
  xml: string,
  attachments: Attachment[],
): { contentType: string; body: Buffer } {
  const boundary = `uuid:${randomUUID()}`
  const head = (type: string, id: string) =>
    Buffer.from(
      `--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${id}>\r\n\r\n`,
    )
  const end = Buffer.from('\r\n')
  const root = 'root.message@simulator'
  const parts = attachments.flatMap(({ id, mimeType, content }) => [
    head(mimeType, encodeURIComponent(id)),
    Buffer.from(content, 'base64'),
    end,
  ])
  return {
    contentType: `multipart/related; type="application/xop+xml"; boundary="${boundary}"; start="<${root}>"; start-info="text/xml"`,
    body: Buffer.concat([
      head('application/xop+xml; charset=UTF-8; type="text/xml"', root),
      Buffer.from(xml),
      end,
      ...parts,
      Buffer.from(`--${boundary}--\r\n`),
    ]),
  }
}

/** The envelope of a request that came as multipart, with its files put back in base64; other bodies as they are. */
export function readBodyOf(contentType: string, bytes: Buffer): Buffer {
  if (!/^multipart\/related/i.test(contentType)) return bytes
  const boundary = parameter(contentType, 'boundary')
  const parts = boundary === undefined ? [] : split(bytes, boundary)
  const start = parameter(contentType, 'start')
  const root = parts.find(({ id }) => start !== undefined && id === start) ?? parts[0]
  if (!root) return Buffer.alloc(0)
  const text = root.body
    .toString('utf8')
    .replace(
      /<(?:[\w-]+:)?Include\b[^>]*\bhref=["']cid:([^"']+)["'][^>]*?(?:\/>|>\s*<\/(?:[\w-]+:)?Include>)/g,
      (_whole, cid: string) =>
        parts
          .find(({ id }) => id === `<${cid}>` || id === `<${decodeURIComponent(cid)}>`)
          ?.body.toString('base64') ?? '',
    )
  return Buffer.from(text)
}

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`\\b${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(header)
  return found?.[1] ?? found?.[2]
}

function split(bytes: Buffer, boundary: string): { id?: string; body: Buffer }[] {
  const mark = Buffer.from(`--${boundary}`)
  const parts: { id?: string; body: Buffer }[] = []
  for (let from = bytes.indexOf(mark); from >= 0;) {
    const next = bytes.indexOf(mark, from + mark.length)
    if (next < 0) break
    const blank = bytes.indexOf('\r\n\r\n', from)
    if (blank >= 0 && blank < next) {
      const headers = bytes.toString('latin1', from + mark.length, blank)
      const id = /^content-id:\s*(.+?)\s*$/im.exec(headers)?.[1]
      parts.push({ id, body: bytes.subarray(blank + 4, next - 2) })
    }
    from = next
  }
  return parts
}
