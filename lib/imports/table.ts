import { BadFile } from './bad-file'
import type { CellFault } from './cell-fault'
import { LIMITS } from './limits'

/** A row as text. `number` is what the person sees beside it in the spreadsheet. */
export type TableRow = { number: number; cells: string[]; faults?: { column: number; fault: CellFault }[] }

/** What was found besides the rows; told to the person. */
export type TableFacts = {
  format: 'xlsx' | 'csv'
  encoding?: 'utf-8' | 'utf-16' | 'windows-1251'
  separator?: 'semicolon' | 'comma' | 'tab'
  sheet?: string
  otherSheets?: number
  formulas?: number
  merged?: number
  hiddenRows?: number
  hiddenColumns?: number
}

/** Takes rows as they come; `false` ends the reading. */
export type TakeRows = (rows: TableRow[]) => Promise<boolean | void>

/** Gathers rows into batches and holds the limits that both formats share. Rows without any text are passed by. */
export class RowTaker {
  private batch: TableRow[] = []
  private count = 0
  private ended = false

  constructor(private readonly take: TakeRows) {}

  push(row: TableRow): void {
    if (!row.faults && row.cells.every((cell) => cell.trim() === '')) return
    if (++this.count > LIMITS.rows + 1) throw new BadFile('manyRows', { limit: LIMITS.rows })
    this.batch.push(row)
  }

  /** Gives on what is gathered when it is enough. Returns whether more is wanted. */
  async flush(all = false): Promise<boolean> {
    while (!this.ended && (this.batch.length >= LIMITS.batch || (all && this.batch.length > 0)))
      this.ended = (await this.take(this.batch.splice(0, LIMITS.batch))) === false
    return !this.ended
  }
}
