import { z } from 'zod'
import { Id } from '@/lib/core/ids'
import { LIMITS } from './limits'

/** What the browser shares with the server about imports. */
export const importStates = [
  'UPLOADED',
  'COLUMNS',
  'CHECKING',
  'CHECKED',
  'CONFIRMED',
  'DONE',
  'FAILED',
  'CANCELLED',
] as const
export type ImportState = (typeof importStates)[number]
export const isWorking = (state: ImportState): boolean =>
  state === 'UPLOADED' || state === 'CHECKING' || state === 'CONFIRMED'

/** Told before a file is chosen: megabytes and rows. */
export const TABLE_LIMITS = { size: LIMITS.uploadBytes >> 20, rows: LIMITS.rows }

export const ImportId = z.object({ importId: Id })
export const KindName = z.object({ kind: z.string().max(50) })
export const Mapping = z.record(z.string().max(50), z.int().min(0).max(255).nullable())
export const ChooseColumns = ImportId.extend({ mapping: Mapping })

export const Counts = z.object({ created: z.int(), changed: z.int(), same: z.int(), errors: z.int() })
export type Counts = z.output<typeof Counts>
export const RowErrors = z.array(z.object({ column: z.string(), message: z.string() }))
export type RowErrors = z.output<typeof RowErrors>
export const FieldDifferences = z.array(z.object({ field: z.string(), old: z.string(), new: z.string() }))
export const Examples = z.array(z.array(z.string()))
export const Facts = z.object({
  format: z.enum(['xlsx', 'csv']).optional(),
  encoding: z.string().optional(),
  separator: z.string().optional(),
  sheet: z.string().optional(),
  otherSheets: z.number().optional(),
  formulas: z.number().optional(),
  merged: z.number().optional(),
  hiddenRows: z.number().optional(),
  hiddenColumns: z.number().optional(),
})

export type ImportView = {
  id: string
  kind: string
  state: ImportState
  fileName: string
  createdAt: Date
  facts: z.output<typeof Facts>
  header: string[]
  examples: string[][]
  columns: { key: string; title: string; required: boolean }[]
  /** What was proposed for each column, and how sure it is. */
  proposed: { key: string; column: number | null; how: 'name' | 'synonym' | 'near' | null }[]
  mapping: Record<string, number | null>
  doubled: string[]
  total: number
  done: number
  counts: Counts | null
  fault: string | null
  errors: { row: number; column: string; message: string }[]
  differences: { row: number; subject: string; field: string; old: string; new: string }[]
  /** Whether the rows with errors can still be had as a file. */
  fileKept: boolean
}
export type ImportLine = Pick<ImportView, 'id' | 'kind' | 'state' | 'fileName' | 'createdAt' | 'counts'>
