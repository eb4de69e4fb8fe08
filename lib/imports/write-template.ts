import type { Readable } from 'node:stream'
import { inWords } from '@/lib/i18n/translate'
import type { ImportKind } from './kind'
import { writeXlsx } from './write-xlsx'

/** A workbook to fill in: the columns of a kind and one made-up row. */
export const writeTemplate = (kind: ImportKind): Readable =>
  writeXlsx(inWords(`imports.kind.${kind.name}`), [
    kind.columns.map(({ title }) => title),
    kind.columns.map(({ example }) => example),
  ])
