import { refuse } from './parsed'

/** Characters XML 1.0 has no room for, and lone surrogates, which have no bytes in UTF-8. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** Length as the message's schema counts it: in code points. */
export const lengthOf = (text: string) => [...text].length

/** A sign that must not go into a signed message: `>` and line breaks are treated unlike by signers (protocol.md, 4.7). */
export function unsendableSign(text: string): string | undefined {
  return /[>\t\r\n\u0085\u2028\u2029]/.exec(text)?.[0] ?? NOT_XML.exec(text)?.[0]
}

export function refuseUnsendable(text: string): { ok: false; message: string } | undefined {
  const sign = unsendableSign(text)
  if (sign === undefined) return undefined
  return sign === '>' ? refuse('identifiers.unsendable', { sign }) : refuse('identifiers.control')
}
