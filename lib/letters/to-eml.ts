export type Letter = { to: string; subject: string; text: string }
/** `name` in Latin letters; `content` in base64. */
export type Attachment = { name: string; type: string; content: string }

/** A letter as a mail program opens it: unsent (X-Unsent), UTF-8 in base64 (RFC 5322, RFC 2047, RFC 2045, RFC 2046). Pure. */
export function toEml({ to, subject, text }: Letter, attachment?: Attachment): string {
  const words = part('text/plain; charset=utf-8', base64(text.replaceAll('\n', '\r\n')))
  return [
    `To: ${to}`,
    `Subject: ${encodedWords(subject)}`,
    'X-Unsent: 1',
    'MIME-Version: 1.0',
    ...(attachment ? mixed(words, attachment) : words),
    '',
  ].join('\r\n')
}

// `_` is no sign of base64, so no line of a part is like it.
const BOUNDARY = '=_parts'

const mixed = (words: string[], { name, type, content }: Attachment) => [
  `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
  '',
  `--${BOUNDARY}`,
  ...words,
  `--${BOUNDARY}`,
  `Content-Disposition: attachment; filename="${name}"`,
  ...part(`${type}; name="${name}"`, content),
  `--${BOUNDARY}--`,
]

const part = (type: string, content: string) => [
  `Content-Type: ${type}`,
  'Content-Transfer-Encoding: base64',
  '',
  ...(content.match(/.{1,76}/g) ?? []),
]

/** Words of at most 75 signs each, none cut inside a letter. */
function encodedWords(text: string): string {
  const words: string[] = []
  for (const sign of text) {
    const last = words.at(-1)
    if (last !== undefined && new TextEncoder().encode(last + sign).length <= 42)
      words[words.length - 1] = last + sign
    else words.push(sign)
  }
  return words.map((word) => `=?UTF-8?B?${base64(word)}?=`).join('\r\n ')
}

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
