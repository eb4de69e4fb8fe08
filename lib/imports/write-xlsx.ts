import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { storable } from '@/lib/core/text'
import { isFormula } from './formula'

type Rows = AsyncIterable<string[]> | Iterable<string[]>

const part = (xml: string) => Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`)
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const spread = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const contentTypes = part(
  `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${spread}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${spread}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${spread}.styles+xml"/></Types>`,
)
const rootRelations = part(
  `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
)
const relations = part(
  `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
)
// Every cell is text (format 49), so that no program makes a number or a date of it; style 1 is the head, style 2 is quoted.
const styles = part(
  `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/></cellXfs></styleSheet>`,
)

/** A workbook of one sheet as a stream; the first row is its head. All cells are text: nothing in them is ever a formula. */
export function writeXlsx(sheetName: string, rows: Rows): Readable {
  const zip = new ZipFile()
  const name = escapeXml(sheetName.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31))
  zip.addBuffer(contentTypes, '[Content_Types].xml')
  zip.addBuffer(rootRelations, '_rels/.rels')
  zip.addBuffer(
    part(
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/workbook.xml',
  )
  zip.addBuffer(relations, 'xl/_rels/workbook.xml.rels')
  zip.addBuffer(styles, 'xl/styles.xml')
  const out = zip.outputStream.pipe(new PassThrough())
  const sheet = Readable.from(sheetXml(rows))
  sheet.on('error', (error) => out.destroy(error))
  out.on('close', () => sheet.destroy()) // whoever reads may go away
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml')
  zip.end()
  return out
}

async function* sheetXml(rows: Rows): AsyncGenerator<Buffer> {
  let xml = `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="256" width="24" customWidth="1" style="0"/></cols><sheetData>`
  let number = 0
  for await (const cells of rows) {
    number++
    xml += `<row r="${number}">`
    for (const cell of cells) {
      const style = number === 1 ? ' s="1"' : isFormula(cell) ? ' s="2"' : ''
      const space = /^\s|\s$|\n/.test(cell) ? ' xml:space="preserve"' : ''
      xml +=
        cell === ''
          ? `<c${style}/>`
          : `<c${style} t="inlineStr"><is><t${space}>${escapeXml(cell)}</t></is></c>`
    }
    xml += '</row>'
    if (xml.length < 65_536) continue
    yield Buffer.from(xml)
    xml = ''
  }
  yield Buffer.from(`${xml}</sheetData></worksheet>`)
}

const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What XML cannot hold, and what would be read as an escape, is written as Excel escapes it. */
function escapeXml(text: string): string {
  return storable(text)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"]/g, (sign) => names[sign] ?? sign)
    .replace(
      /[\u0001-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
}
