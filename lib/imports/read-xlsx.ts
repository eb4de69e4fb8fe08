import { BadFile } from './bad-file'
import { openArchive } from './open-archive'
import { pumpXml } from './pump-xml'
import { readStyles, readWorkbook } from './read-workbook'
import { SheetCells } from './sheet-cells'
import { readSharedStrings, SharedStrings } from './shared-strings'
import { RowTaker, type TableFacts, type TakeRows } from './table'

/** Streams the rows of the first visible sheet. @throws BadFile */
export async function readXlsx(path: string, take: TakeRows): Promise<TableFacts> {
  const archive = await openArchive(path)
  try {
    const book = await readWorkbook(archive)
    const styles = await readStyles(archive, book.styles)
    const strings =
      book.strings && archive.has(book.strings)
        ? await readSharedStrings(await archive.open(book.strings))
        : new SharedStrings()
    const facts: TableFacts = { format: 'xlsx', sheet: book.sheet.name.slice(0, 100) }
    if (book.others > 0) facts.otherSheets = book.others
    const rows = new RowTaker(take)
    const cells = new SheetCells({ styles, strings, date1904: book.date1904 })
    let inSheet = false
    await pumpXml(await archive.open(book.sheet.part), {
      open: (name, attributes, parent) => {
        if (name === 'worksheet') inSheet = true
        if (name === 'col' && isOn(attributes.hidden)) facts.hiddenColumns = (facts.hiddenColumns ?? 0) + 1
        if (name === 'mergeCell') facts.merged = (facts.merged ?? 0) + 1
        if (name === 'row' && parent === 'sheetData') {
          cells.openRow(attributes.r)
          if (isOn(attributes.hidden)) facts.hiddenRows = (facts.hiddenRows ?? 0) + 1
        } else cells.open(name, attributes)
      },
      close: (name) => {
        if (name === 'row') {
          const row = cells.closeRow()
          if (row) rows.push(row)
        } else cells.close(name)
      },
      text: (text) => cells.text(text),
      piece: () => rows.flush(),
    })
    if (!inSheet) throw new BadFile('noSheet')
    await rows.flush(true)
    if (cells.formulas > 0) facts.formulas = cells.formulas
    return facts
  } finally {
    archive.close()
  }
}

const isOn = (value: string | undefined) => value === '1' || value === 'true'
