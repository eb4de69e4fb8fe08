import type { z } from 'zod'
import type { Permission } from '@/lib/auth/permissions'
import type { Tx } from '@/lib/core/db'
import type { ImportColumn } from './columns'

/** As whom rows are read and written: the person who asked for the import. */
export type Actor = { userId: string; organisationId: string; ip: string | null }
export type FieldDifference = { field: string; old: string; new: string }
/** What writing a row would do, or why it cannot be written as things stand. */
export type Planned =
  | { action: 'create' | 'same' }
  | { action: 'change'; differences: FieldDifference[] }
  | { action: 'error'; column: string; message: string }

/**
 * What can be imported. The engine reads, checks, stages and counts; a kind says what its columns mean and how sets of
 * rows become its own. `plan` writes nothing; both see one organisation's rows and are given batches.
 */
export type ImportKind<Row = unknown> = {
  name: string
  permission: Permission
  /** Rows of it give people ways in: whoever writes them shows first who they are. */
  opensWaysIn?: true
  columns: readonly ImportColumn[]
  /** From the cells, by the keys of the columns, to a row of plain JSON. Issues carry a message and begin with a key. */
  row: z.ZodType<Row, Record<string, string>>
  /** What may stand once in a file, by the key of its column. */
  unique(row: Row): Record<string, string | null>
  /** How the person recognises the row among the differences. */
  subject(row: Row): string
  plan(tx: Tx, actor: Actor, rows: Row[]): Promise<Planned[]>
  commit(tx: Tx, actor: Actor, rows: Row[]): Promise<{ created: number; changed: number }>
}
