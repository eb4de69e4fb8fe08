const TEXT_OR_XOP = /^content-type:\s*(application\/xop\+xml|text\/xml|application\/soap\+xml)/im
const ENCODED = /^content-transfer-encoding:\s*(base64|quoted-printable)/im
const CONTENT_ID = /^content-id:\s*<?([^\r\n]*?)>?\s*$/im
const MOST_PARTS = 5000
const PREAMBLE = 4096 // bytes at most before the first delimiter
const XML = /^(?:\xef\xbb\xbf)?\s*</
const FIRST = /(?:^\s*|\n)(--([^\r\n]{1,200}?))[ \t]*\r?\n(?=[\w-]+:)/ // a line of the preamble may begin so too: headers follow
const AFTER = new Set([undefined, 9, 10, 13, 32, 45]) // the end, a white space, or the «--» of the last

export type Part = { headers: string; content: Buffer }

/** Where the delimiter stands at the beginning of a line; -1: nowhere more. */
function nextDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  let at = body.indexOf(delimiter, from)
  while (at > 0 && !(body[at - 1] === 10 && AFTER.has(body[at + delimiter.length])))
    at = body.indexOf(delimiter, at + 1)
  return at
}

/**
 * The parts of a multipart body (RFC 2046 §5.1.1: what stands before the first delimiter is to be ignored), whole or cut; undefined when it
 * is none.
 */
function partsOf(body: Buffer): { parts: Part[]; whole: boolean } | undefined {
  const head = body.subarray(0, PREAMBLE).toString('latin1')
  const start = XML.test(head) ? null : FIRST.exec(head)
  if (!start?.[1]) return undefined
  const delimiter = Buffer.from(start[1], 'latin1')
  const parts: Part[] = []
  for (let at = start.index + start[0].indexOf(start[1]); ;) {
    const from = at + delimiter.length
    if (body.subarray(from, from + 2).toString('latin1') === '--') return { parts, whole: true }
    const next = nextDelimiter(body, delimiter, from)
    const part = body.subarray(from, next)
    const headersEnd = /\r?\n\r?\n/.exec(part.subarray(0, 4096).toString('latin1'))
    if (next < 0 || !headersEnd || parts.length === MOST_PARTS) return { parts, whole: false }
    const content = part.subarray(headersEnd.index + headersEnd[0].length)
    const end = content.at(-1) === 10 ? (content.at(-2) === 13 ? 2 : 1) : 0
    parts.push({
      headers: part.subarray(0, headersEnd.index).toString('latin1'),
      content: content.subarray(0, Math.max(0, content.length - end)),
    })
    at = next
  }
}

/**
 * The XML of an answer: the body itself, or the root part of multipart/related (MTOM comes even without files). Told by
 * the body alone, so that a stored answer can be read again without its headers. Undefined when there is no such part.
 */
export function rootPart(body: Buffer): Buffer | undefined {
  const found = partsOf(body)
  if (!found) return body
  const root = found.parts.find(({ headers }) => TEXT_OR_XOP.test(headers))
  return root && !ENCODED.test(root.headers) ? root.content : undefined
}

/** Content-ID as the headers and as a reference (`cid:`) may write it. */
const plainId = (id: string): string => {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** The parts beside the root by Content-ID; the same id twice, or a cut body, is no value. */
export function partsById(body: Buffer): ((cid: string) => Part | undefined) | undefined {
  const found = partsOf(body)
  if (!found?.whole) return undefined
  const byId = new Map<string, Part>()
  for (const part of found.parts) {
    const id = CONTENT_ID.exec(part.headers)?.[1]
    if (id === undefined) continue
    if (byId.has(plainId(id))) return undefined
    byId.set(plainId(id), part)
  }
  return (cid) => byId.get(plainId(cid))
}
