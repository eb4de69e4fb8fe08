import { childOf, childrenOf, readXml, textIn, type XmlTree } from '../xml/read'
import { partsById, rootPart, type Part } from './multipart'

export type Attachments = { ok: true; pieces: Buffer[] } | { ok: false; reason: string }

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/

function messageOf(root: XmlTree): XmlTree | undefined {
  const operation = root.name === 'Envelope' ? childOf(root, 'Body')?.children[0] : root
  return childOf(operation, 'ResponseMessage')
}

function bytesOf({ headers, content }: Part): Buffer | undefined {
  const encoding = /^content-transfer-encoding:\s*([^\s;]+)/im.exec(headers)?.[1]?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(content.toString('latin1'), 'base64')
  return encoding === 'quoted-printable' ? undefined : content
}

/**
 * What stands in the message beside its content, by the ids that its headers name: in base64, or as a part of
 * multipart/related that xop:Include names. Each must be there, once.
 */
export function attachmentsOf(raw: Buffer, ids: readonly string[]): Attachments {
  const no = (reason: string): Attachments => ({ ok: false, reason })
  if (new Set(ids).size < ids.length) return no('two attachments of one id')
  const root = rootPart(raw)
  const read = root && readXml(root)
  if (!read?.ok) return no(read?.reason ?? 'multipart without a root part')
  const contents = childrenOf(childOf(messageOf(read.root), 'AttachmentContentList'), 'AttachmentContent')
  const pieces: Buffer[] = []
  let parts: ReturnType<typeof partsById>
  for (const id of ids) {
    const [content, ...more] = contents.filter((one) => textIn(one, 'Id') === id)
    if (!content || more.length > 0) return no(`attachment ${id}: ${content ? 'twice' : 'missing'}`)
    const include = childOf(childOf(content, 'Content'), 'Include')?.attributes.href
    if (include === undefined) {
      const text = textIn(content, 'Content') ?? ''
      if (!text || !BASE64.test(text)) return no(`attachment ${id}: not base64`)
      pieces.push(Buffer.from(text, 'base64'))
      continue
    }
    parts ??= partsById(raw)
    if (!parts) return no('multipart: cut, or two parts of one id')
    const part = include.startsWith('cid:') ? parts(include.slice(4)) : undefined
    const bytes = part && bytesOf(part)
    if (!bytes) return no(`attachment ${id}: its part is missing`)
    pieces.push(bytes)
  }
  return { ok: true, pieces }
}
