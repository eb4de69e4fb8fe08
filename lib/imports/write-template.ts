import type { Readable } from 'node:stream'
import type { ImportKind } from './kind'
import { writeXlsx } from './write-xlsx'

/** A workbook to fill in: the columns of a kind and one made-up row. */
export const writeTemplate = (kind: ImportKind, words: (message: string) => string): Readable =>
  writeXlsx(words(`imports.kind.${kind.name}`), [
    kind.columns.map(({ title }) => title),
    kind.columns.map(({ example }) => example),
  ])
