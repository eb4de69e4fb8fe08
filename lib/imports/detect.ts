import { BadFile } from './bad-file'

/** What a file is by its first bytes; its name is not asked. Everything but a ZIP and a text is told by name. */
export function detectFormat(head: Buffer): 'zip' | 'text' {
  if (head.length === 0) throw new BadFile('empty')
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte)
  if (starts(0x50, 0x4b, 3, 4)) return 'zip'
  if (starts(0x50, 0x4b, 5, 6)) throw new BadFile('notSpreadsheet')
  if (starts(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) throw new BadFile('ole')
  if (starts(0x25, 0x50, 0x44, 0x46)) throw new BadFile('pdf')
  if (starts(0x52, 0x61, 0x72, 0x21)) throw new BadFile('archive')
  if (starts(0x37, 0x7a, 0xbc, 0xaf) || starts(0x1f, 0x8b)) throw new BadFile('archive')
  if (starts(0xff, 0xd8, 0xff) || starts(0x89, 0x50, 0x4e, 0x47) || starts(0x47, 0x49, 0x46, 0x38))
    throw new BadFile('picture')
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) return 'text'
  if (head.includes(0)) throw new BadFile(looksWide(head) ? 'wideWithoutMark' : 'binary')
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  if (/^\{\\rtf/.test(text)) throw new BadFile('word')
  if (/^<(!doctype\s+html|html|table|head|body|meta)\b/i.test(text)) throw new BadFile('html')
  if (/^<\?xml\b/.test(text))
    throw new BadFile(/<\?mso-application|spreadsheet/i.test(text) ? 'xml2003' : 'xml')
  if (/^[[{]\s*["{[\]}]/.test(text)) throw new BadFile('json')
  if (/^ID;P/.test(text)) throw new BadFile('binary')
  return 'text'
}

/** UTF-16 without a mark: every other byte of Latin text and of separators is zero. */
function looksWide(head: Buffer): boolean {
  let zeros = 0
  for (const byte of head) if (byte === 0) zeros++
  return zeros > head.length / 8 && zeros < head.length * 0.6
}
