export type Letter = { to: string; subject: string; text: string }

/** A letter as a mail program opens it: unsent (X-Unsent), UTF-8 in base64 (RFC 5322, RFC 2047, RFC 2045). Pure. */
export function toEml({ to, subject, text }: Letter): string {
  return [
    `To: ${to}`,
    `Subject: ${encodedWords(subject)}`,
    'X-Unsent: 1',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(base64(text.replaceAll('\n', '\r\n')).match(/.{1,76}/g) ?? []),
    '',
  ].join('\r\n')
}

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
