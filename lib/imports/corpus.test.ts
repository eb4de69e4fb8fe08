import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { inWords } from '@/lib/i18n/translate'
import { book, bookOf, pack, patched, readBytes, row } from './hostile.kit'

const cell = (text: string, at = 'A1') => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
const MB = 1024 * 1024
const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const oneSheet = (attributes: string) =>
  `<workbook><sheets><sheet name="A" sheetId="1" r:id="r1" xmlns:r="${rel}" ${attributes}/></sheets></workbook>`
const mark = (bytes: Buffer, from: number, value: number) => {
  const copy = Buffer.from(bytes)
  for (let at = 0; at + 4 < copy.length; at++) {
    if (copy.readUInt32LE(at) === 0x04034b50)
      copy.writeUInt16LE(copy.readUInt16LE(at + from - 2) | value, at + from - 2)
    if (copy.readUInt32LE(at) === 0x02014b50)
      copy.writeUInt16LE(copy.readUInt16LE(at + from) | value, at + from)
  }
  return copy
}
const sized = (bytes: Buffer, size: number) => {
  const copy = Buffer.from(bytes)
  for (let at = 0; at + 4 < copy.length; at++)
    if (copy.readUInt32LE(at) === 0x02014b50) copy.writeUInt32LE(size, at + 24)
  return copy
}

/** What is refused, and which message says so. */
const refused: [name: string, key: string, bytes: () => Buffer | Promise<Buffer>][] = [
  ['nothing', 'empty', () => Buffer.alloc(0)],
  [
    'an old .xls or a book with a password',
    'ole',
    () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]),
  ],
  ['a PDF', 'pdf', () => Buffer.from('%PDF-1.7\n')],
  ['a RAR', 'archive', () => Buffer.from('Rar!\x1a\x07\x00')],
  ['a 7z', 'archive', () => Buffer.from('377abcaf271c0004', 'hex')],
  ['a gzip', 'archive', () => Buffer.from('1f8b0800', 'hex')],
  ['a picture', 'picture', () => Buffer.from('89504e470d0a1a0a', 'hex')],
  [
    'a page of HTML called .xls',
    'html',
    () => Buffer.from('\ufeff  <html><table><tr><td>1</td></tr></table></html>'),
  ],
  ['RTF', 'word', () => Buffer.from('{\\rtf1\\ansi}')],
  [
    'XML 2003',
    'xml2003',
    () => Buffer.from('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'),
  ],
  ['an XML', 'xml', () => Buffer.from('<?xml version="1.0"?><a/>')],
  ['a JSON', 'json', () => Buffer.from('[{"a": 1}]')],
  [
    'bytes of a program',
    'binary',
    () => Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9]),
  ],
  [
    'UTF-16 without its mark',
    'wideWithoutMark',
    () => Buffer.from('Код;Имя\r\n1;x\r\n0123456789', 'utf16le'),
  ],
  ['a text of DOS (866)', 'encoding', () => Buffer.from([0x8a, 0xae, 0xa4, 0x3b, 0x88, 0xac, 0xef, 0x0a])],
  [
    'an empty ZIP',
    'notSpreadsheet',
    () => Buffer.from('504b0506000000000000000000000000000000000000', 'hex'),
  ],
  ['a ZIP of pictures', 'notSpreadsheet', () => pack({ 'a.png': 'x' })],
  ['a table inside a ZIP', 'zipped', () => pack({ 'реестр.xlsx': 'x' })],
  ['a document of Word', 'word', () => book({ 'word/document.xml': '<a/>' })],
  [
    'OpenDocument',
    'ods',
    () => pack({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<a/>' }),
  ],
  ['a macro', 'macros', () => book({ 'xl/vbaProject.bin': 'x' })],
  ['a macro under capitals', 'macros', () => book({ 'XL/VBAPROJECT.BIN': 'x' })],
  ['a binary book', 'xlsb', () => book({ 'xl/workbook.bin': 'x' })],
  ['encrypted parts', 'encrypted', async () => mark(await book(), 8, 1)],
  ['a cut central directory', 'damaged', async () => (await book()).subarray(0, -40)],
  [
    'half of a file',
    'damaged',
    async () => {
      const all = await book()
      return all.subarray(0, all.length / 2)
    },
  ],
  [
    'a name that climbs out',
    'damaged',
    async () => patched(await book({ 'xxxxetc/passwd': 'x' }), 'xxxxetc/passwd', '../../etc/pass'),
  ],
  [
    'an absolute name',
    'damaged',
    async () => patched(await book({ 'xetc/passwd': 'x' }), 'xetc/passwd', '/etc/passwd'),
  ],
  [
    'two parts of one name',
    'damaged',
    async () =>
      patched(await book({ 'xl/stylez.xml': 'x', 'xl/styles.xml': 'x' }), 'xl/stylez.xml', 'xl/styles.xml'),
  ],
  ['a bomb', 'bomb', async () => book({ 'xl/worksheets/sheet1.xml': Buffer.alloc(20 * MB, 0x20) })],
  [
    'a gigabyte of strings, by its own words',
    'unpackedBig',
    async () => sized(await book({ 'xl/sharedStrings.xml': '<sst/>' }), 1024 * MB),
  ],
  [
    'a part that is longer than it says',
    'damaged',
    async () => sized(await bookOf(row(cell('x'.repeat(1000)))), 100),
  ],
  ['a DTD', 'doctype', () => bookOf('<!DOCTYPE a [<!ENTITY e "x">]><worksheet><sheetData/></worksheet>')],
  [
    'an external entity',
    'doctype',
    () => book({ 'xl/sharedStrings.xml': '<!DOCTYPE sst SYSTEM "file:///etc/passwd"><sst/>' }),
  ],
  ['a DTD among the relations', 'doctype', () => book({ '_rels/.rels': '<!DOCTYPE a><Relationships/>' })],
  ['an entity that nobody declared', 'damaged', () => bookOf(row(cell('&boom;')))],
  ['XML that is cut', 'damaged', () => bookOf(row(cell('x')).slice(0, -20))],
  ['a sheet that is no XML', 'damaged', () => bookOf('PK not xml')],
  [
    'a sheet that is not UTF-8',
    'damaged',
    () =>
      book({
        'xl/worksheets/sheet1.xml': Buffer.concat([
          Buffer.from('<worksheet>'),
          Buffer.from([0xff, 0xc0]),
          Buffer.from('</worksheet>'),
        ]),
      }),
  ],
  ['tags in tags without end', 'damaged', () => bookOf('<worksheet><sheetData>' + '<row>'.repeat(100_000))],
  [
    'a text without end',
    'damaged',
    () =>
      book({ 'xl/worksheets/sheet1.xml': Buffer.from(row(cell(randomBytes(6 * MB).toString('base64')))) }),
  ],
  ['a string that is not there', 'damaged', () => bookOf(row('<c r="A1" t="s"><v>7</v></c>'))],
  ['a negative string', 'damaged', () => bookOf(row('<c r="A1" t="s"><v>-1</v></c>'))],
  ['a cell beyond the last column', 'damaged', () => bookOf(row(cell('x', 'ZZZZZZ1')))],
  ['16 384 columns', 'manyColumns', () => bookOf(row(cell('x', 'XFD1')))],
  [
    'a CSV of 300 columns',
    'manyColumns',
    () => Buffer.from(Array.from({ length: 300 }, (_, at) => `k${at}`).join(';')),
  ],
  ['a million rows', 'manyRows', () => Buffer.from('код;имя\r\n' + 'я;2\r\n'.repeat(1_000_000))],
  ['hidden sheets only', 'noSheet', () => book({ 'xl/workbook.xml': oneSheet('state="veryHidden"') })],
  ['a book without sheets', 'noSheet', () => book({ 'xl/workbook.xml': '<workbook><sheets/></workbook>' })],
  [
    'a sheet on another machine',
    'noSheet',
    () =>
      book({
        'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Type="${rel}/worksheet" TargetMode="External" Target="file://host/share.xml"/></Relationships>`,
      }),
  ],
  ['a chart in place of a sheet', 'noSheet', () => bookOf('<chartsheet/>')],
  ['relations to nowhere', 'damaged', () => book({ 'xl/worksheets/sheet1.xml': null })],
  ['a quote that never ends', 'openQuote', () => Buffer.from('a;b\n1;2\n3;"4\n5;6\n')],
]

describe('a hostile or foreign file', () => {
  it.each(refused)('%s: a message in words', async (_, key, bytes) => {
    const { message } = await readBytes(await bytes())
    expect(message?.split('?')[0]).toBe(`imports.file.${key}`)
    expect(inWords(message ?? '')).toMatch(/^[А-Я][^{}]{20,}\.$/)
  })
})
