import { rootPart } from '../envelope/multipart'
import { parseStatusData } from '../envelope/parse'
import type { Processing } from '../envelope/parse-answer'
import type { Trust } from '../signature/believe'
import { verifyStatus } from '../signature/verify-status'
import { withXml } from '../xml/read'

/** What СМЭВ says of a message of ours, read from nothing but what its signature covers. */
export function believedStatus(
  raw: Buffer,
  trust: Trust,
  at: Date,
): { ok: true; status: Processing } | { ok: false; reason: string } {
  const part = rootPart(raw)
  const read = part ? withXml(part, (document) => verifyStatus(document, trust, at)) : undefined
  if (!read) return { ok: false, reason: 'multipart without a root part' }
  if (!read.ok) return read
  if (!read.value.ok) return read.value
  const status = parseStatusData(Buffer.from(read.value.content))
  return status ? { ok: true, status } : { ok: false, reason: 'a status without its category' }
}
