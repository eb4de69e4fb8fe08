import { BadFile } from './bad-file'
import type { CellText } from './cell-fault'
import { numberText, unescapeCell, type NumberStyle } from './cell-text'
import { LIMITS } from './limits'
import { formatIso } from './serial-date'
import type { SharedStrings } from './shared-strings'
import type { TableRow } from './table'

type Given = { styles: NumberStyle[]; strings: SharedStrings; date1904: boolean }
type Attributes = Record<string, string>

/** Makes rows of text from the events of a sheet. */
export class SheetCells {
  formulas = 0
  private row: TableRow | null = null
  private last = 0
  private column = 0
  private type = ''
  private style: NumberStyle = null
  private value = ''
  private hasFormula = false
  private hasValue = false
  private taking = false
  private phonetic = 0

  constructor(private readonly given: Given) {}

  openRow(r: string | undefined): void {
    const number = Number(r)
    this.last = Number.isInteger(number) && number > this.last ? number : this.last + 1
    if (this.last > 1_048_576) throw new BadFile('damaged')
    this.row = { number: this.last, cells: [] }
    this.column = -1
  }

  closeRow(): TableRow | null {
    const row = this.row
    this.row = null
    return row
  }

  open(name: string, attributes: Attributes): void {
    if (!this.row) return
    if (name === 'c') {
      this.column = attributes.r ? columnOf(attributes.r) : this.column + 1
      this.type = attributes.t ?? 'n'
      this.style = this.given.styles[Number(attributes.s ?? 0)] ?? null
      this.value = ''
      this.hasFormula = this.hasValue = false
    } else if (name === 'f') this.hasFormula = true
    else if (name === 'rPh') this.phonetic++
    else if (name === 'v' || (name === 't' && this.phonetic === 0)) this.taking = this.hasValue = true
  }

  text(text: string): void {
    if (!this.taking) return
    this.value += text
    if (this.value.length > LIMITS.cell * 8) this.value = this.value.slice(0, LIMITS.cell * 8)
  }

  close(name: string): void {
    if (!this.row) return
    if (name === 'v' || name === 't') this.taking = false
    else if (name === 'rPh') this.phonetic--
    else if (name === 'c') this.put(this.row)
  }

  private put(row: TableRow): void {
    if (this.hasFormula) this.formulas++
    const told: CellText = this.hasValue
      ? this.told()
      : { text: '', ...(this.hasFormula ? { fault: 'noValue' as const } : {}) }
    if (told.text.length > LIMITS.cell) Object.assign(told, { text: told.text.slice(0, 100), fault: 'long' })
    if (told.text === '' && !told.fault) return
    if (this.column >= LIMITS.columns) throw new BadFile('manyColumns', { limit: LIMITS.columns })
    while (row.cells.length < this.column) row.cells.push('')
    row.cells[this.column] = told.text
    if (told.fault) (row.faults ??= []).push({ column: this.column, fault: told.fault })
  }

  private told(): CellText {
    switch (this.type) {
      case 's': {
        const text = this.given.strings.at(Number(this.value.trim() || NaN))
        if (text === undefined) throw new BadFile('damaged')
        return { text }
      }
      case 'str':
      case 'inlineStr':
        return { text: unescapeCell(this.value) }
      case 'b':
        return { text: /^(1|true)$/.test(this.value.trim()) ? 'да' : 'нет' }
      case 'e':
        return { text: this.value.slice(0, 20), fault: 'error' }
      case 'd':
        return formatIso(this.value)
      default:
        return this.value.trim() === ''
          ? { text: '' }
          : numberText(this.value, this.style, this.given.date1904)
    }
  }
}

/** «AB12» → 27. */
function columnOf(reference: string): number {
  let column = 0
  for (const sign of reference) {
    const letter = sign.charCodeAt(0) & ~0x20
    if (letter < 65 || letter > 90) break
    column = column * 26 + letter - 64
    if (column > 16_384) break
  }
  if (column < 1 || column > 16_384) throw new BadFile('damaged')
  return column - 1
}
