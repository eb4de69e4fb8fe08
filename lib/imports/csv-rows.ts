import { BadFile } from './bad-file'
import { LIMITS } from './limits'
import type { TableRow } from './table'

/** A cell that our own export, or a person, keeps from being taken for a formula or a number. */
export const shielded = /^'+[=+\-@\t\r]/

/** Quotes, line ends of any kind, line ends inside quotes. Fed by pieces of any length. */
export class CsvRows {
  private cell = ''
  private cells: string[] = []
  private faults: TableRow['faults']
  private state: 'start' | 'plain' | 'quoted' | 'afterQuote' = 'start'
  private afterReturn = false

  constructor(
    private readonly separator: string,
    private readonly give: (row: TableRow) => void,
    private number = 0,
  ) {}

  write(text: string): void {
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const sign = text[at] as string
      if (this.state === 'quoted') {
        if (sign !== '"') continue
        this.add(text.slice(from, at))
        this.state = 'afterQuote'
        from = at + 1
        continue
      }
      const skipped = this.afterReturn && sign === '\n'
      this.afterReturn = false
      if (skipped) from = at + 1
      else if (sign === '"' && this.state !== 'plain') {
        if (this.state === 'afterQuote') this.add('"')
        this.state = 'quoted'
        from = at + 1
      } else if (sign === this.separator || sign === '\n' || sign === '\r') {
        this.add(text.slice(from, at))
        this.endCell()
        if (sign !== this.separator) this.endRow()
        this.afterReturn = sign === '\r'
        from = at + 1
      } else if (this.state !== 'plain') this.state = 'plain'
    }
    this.add(text.slice(from))
  }

  end(): void {
    if (this.state === 'quoted') throw new BadFile('openQuote', { row: this.number + 1 })
    if (this.cells.length === 0 && this.cell === '' && this.state === 'start') return
    this.endCell()
    this.endRow()
  }

  /** Of a cell that is too long no more is kept than tells so. */
  private add(text: string): void {
    if (this.cell.length <= LIMITS.cell) this.cell += text.slice(0, LIMITS.cell + 1)
  }

  private endCell(): void {
    let text = this.cell
    this.cell = ''
    this.state = 'start'
    const column = this.cells.length
    if (text.length > LIMITS.cell) {
      text = text.slice(0, 100)
      ;(this.faults ??= []).push({ column, fault: 'long' })
    }
    if (shielded.test(text)) text = text.slice(1)
    else text = /^="([^"]*)"$/.exec(text)?.[1] ?? text
    if (column >= LIMITS.columns) {
      if (text !== '') throw new BadFile('manyColumns', { limit: LIMITS.columns })
      return
    }
    this.cells.push(text)
  }

  private endRow(): void {
    this.number++
    const row: TableRow = { number: this.number, cells: this.cells }
    if (this.faults) row.faults = this.faults
    this.cells = []
    this.faults = undefined
    this.give(row)
  }
}
