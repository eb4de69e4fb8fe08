import { createReadStream } from 'node:fs'
import { BadFile } from './bad-file'
import { CsvRows } from './csv-rows'
import { LIMITS } from './limits'
import { RowTaker, type TableFacts, type TakeRows } from './table'

type Encoding = NonNullable<TableFacts['encoding']>
const separators = { semicolon: ';', tab: '\t', comma: ',' } as const
type Separator = keyof typeof separators

/** Streams the rows of a text with separators. The encoding is known of the whole file before the first row. @throws BadFile */
export async function readCsv(path: string, size: number, take: TakeRows): Promise<TableFacts> {
  if (size > LIMITS.unpackedBytes) throw new BadFile('unpackedBig', { limit: LIMITS.unpackedBytes >> 20 })
  const { encoding, label } = await detectEncoding(path)
  const decoder = new TextDecoder(label, { fatal: label === 'utf-8' })
  const rows = new RowTaker(take)
  let parser: CsvRows | undefined
  let separator: Separator = 'semicolon'
  let head = ''
  const start = (last: boolean) => {
    if (head.length < 32_768 && !last) return
    const given = /^sep=(.)\r?\n/i.exec(head)
    separator = given ? nameOf(given[1] ?? ';') : detectSeparator(head)
    parser = new CsvRows(separators[separator], (row) => rows.push(row), given ? 1 : 0)
    parser.write(given ? head.slice(given[0].length) : head)
  }
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true })
    if (parser) parser.write(text)
    else {
      head += text
      start(false)
    }
    if (!(await rows.flush())) return { format: 'csv', encoding, separator }
  }
  const rest = decoder.decode()
  head += parser ? '' : rest
  if (!parser) start(true)
  else parser.write(rest)
  parser?.end()
  await rows.flush(true)
  return { format: 'csv', encoding, separator }
}

const nameOf = (sign: string): Separator => (sign === ',' ? 'comma' : sign === '\t' ? 'tab' : 'semicolon')

/** The sign that parts the first line into most cells; quoted ones do not count. */
function detectSeparator(head: string): Separator {
  const counts: Record<Separator, number> = { semicolon: 0, tab: 0, comma: 0 }
  let quoted = false
  for (const sign of head.trimStart()) {
    if (sign === '"') quoted = !quoted
    else if (!quoted && (sign === '\n' || sign === '\r')) break
    else if (!quoted && (sign === ';' || sign === ',' || sign === '\t')) counts[nameOf(sign)]++
  }
  const all: Separator[] = ['semicolon', 'tab', 'comma']
  return all.reduce((best, one) => (counts[one] > counts[best] ? one : best))
}

async function detectEncoding(path: string): Promise<{ encoding: Encoding; label: string }> {
  let utf8: TextDecoder | null = new TextDecoder('utf-8', { fatal: true })
  let first = true
  let high = 0
  let russian = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (first && chunk[0] === 0xff && chunk[1] === 0xfe) return { encoding: 'utf-16', label: 'utf-16le' }
    if (first && chunk[0] === 0xfe && chunk[1] === 0xff) return { encoding: 'utf-16', label: 'utf-16be' }
    first = false
    if (chunk.includes(0)) throw new BadFile('binary')
    try {
      utf8?.decode(chunk, { stream: true })
    } catch {
      utf8 = null
    }
    for (const byte of chunk) {
      if (byte < 0x80) continue
      high++
      // Letters, ё, « », №, dashes and the hard space of windows-1251; of the alphabets of DOS and KOI-8 far fewer stand there.
      if (byte >= 0xc0 || [0xa8, 0xb8, 0xab, 0xbb, 0xb9, 0x96, 0x97, 0xa0].includes(byte)) russian++
    }
  }
  try {
    utf8?.decode()
  } catch {
    utf8 = null
  }
  if (utf8) return { encoding: 'utf-8', label: 'utf-8' }
  if (russian < high * 0.7) throw new BadFile('encoding')
  return { encoding: 'windows-1251', label: 'windows-1251' }
}
