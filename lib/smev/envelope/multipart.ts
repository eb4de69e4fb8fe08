const TEXT_OR_XOP = /^content-type:\s*(application\/xop\+xml|text\/xml|application\/soap\+xml)/im
const ENCODED = /^content-transfer-encoding:\s*(base64|quoted-printable)/im

/**
 * The XML of an answer: the body itself, or the root part of multipart/related (MTOM comes even without files). Told by
 * the body alone, so that a stored answer can be read again without its headers. Undefined when there is no such part.
 */
export function rootPart(body: Buffer): Buffer | undefined {
  const start = /^\s*--([^\r\n]{1,200}?)[ \t]*\r?\n/.exec(body.subarray(0, 512).toString('latin1'))
  if (!start) return body
  const delimiter = Buffer.from(`--${start[1]}`, 'latin1')
  for (let at = body.indexOf(delimiter); at >= 0;) {
    const next = body.indexOf(delimiter, at + delimiter.length)
    if (next < 0) return undefined
    const part = body.subarray(at + delimiter.length, next)
    const head = /\r?\n\r?\n/.exec(part.subarray(0, 4096).toString('latin1'))
    if (!head) return undefined
    const headers = part.subarray(0, head.index).toString('latin1')
    if (TEXT_OR_XOP.test(headers))
      return ENCODED.test(headers) ? undefined : part.subarray(head.index + head[0].length)
    at = next
  }
  return undefined
}
