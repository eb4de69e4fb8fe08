import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { PassThrough } from 'node:stream'
import { ZipFile } from 'yazl'
import type { TableRow } from './table'
import { readTable } from './read-table'

const folder = mkdtempSync(path.join(tmpdir(), 'imports-'))
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export type Parts = Record<string, string | Buffer>

/** A workbook of parts; those given replace the usual ones, `null` leaves one out. */
export function parts(change: Record<string, string | Buffer | null> = {}): Parts {
  const usual: Record<string, string | Buffer | null> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships><Relationship Id="r1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${rel}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${rel}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="${rel}/styles" Target="styles.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'),
  }
  return Object.fromEntries(
    Object.entries({ ...usual, ...change }).filter(
      (part): part is [string, string | Buffer] => part[1] !== null,
    ),
  )
}

export const sheet = (rows: string, after = '') =>
  `<worksheet ${main}><sheetData>${rows}</sheetData>${after}</worksheet>`
export const row = (cells: string, attributes = 'r="1"') => sheet(`<row ${attributes}>${cells}</row>`)
export const styles = (...formats: string[]) =>
  `<styleSheet ${main}><numFmts>${formats.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>${formats.map((_, at) => `<xf numFmtId="${200 + at}"/>`).join('')}</cellXfs></styleSheet>`

export async function pack(files: Parts): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  return buffer(zip.outputStream.pipe(new PassThrough()))
}

export const book = (change: Parameters<typeof parts>[0] = {}) => pack(parts(change))
export const bookOf = (sheet1: string, change: Parameters<typeof parts>[0] = {}) =>
  book({ 'xl/worksheets/sheet1.xml': sheet1, ...change })

let made = 0
export async function readBytes(bytes: Buffer): Promise<{
  message?: string
  facts?: object
  rows: TableRow[]
}> {
  const file = path.join(folder, `${made++}`)
  writeFileSync(file, bytes)
  const rows: TableRow[] = []
  const result = await readTable(file, async (batch) => void rows.push(...batch))
  return result.ok ? { facts: result.facts, rows } : { message: result.message, rows: [] }
}

/** Every place in the archive where a text stands, changed for another of its length. */
export function patched(bytes: Buffer, text: string, by: string): Buffer {
  const copy = Buffer.from(bytes)
  for (let at = copy.indexOf(text); at >= 0; at = copy.indexOf(text, at + 1)) copy.write(by, at)
  return copy
}
