import type { EventRow } from '@/lib/audit/event-row'
import { formatDateTime } from '@/lib/core/format'
import { translate } from '@/lib/i18n/translate'
import {
  actWords,
  byWords,
  changeWords,
  outcomeWords,
  subjectWords,
  whyWords,
  type Words,
} from '../_components/event-words'

const words = translate as unknown as Words
const BOM = '\uFEFF' // by it a spreadsheet knows UTF-8

/** A cell that a spreadsheet would compute is a text to it. */
function cell(text: string): string {
  const harmless = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}

/** Semicolons, as a Russian spreadsheet reads them. */
export function eventsAsCsv(rows: EventRow[], timeZone: string): string {
  const head = [
    'audit.column.at',
    'audit.column.by',
    'audit.journal.act',
    'audit.journal.subject',
    'audit.column.changes',
    'audit.journal.result',
    'audit.journal.address',
  ].map((key) => words(key as never))
  const lines = rows.map((row) => [
    formatDateTime(row.at, timeZone),
    byWords(words, row),
    [actWords(words, row.action), whyWords(words, row)].filter(Boolean).join('; '),
    subjectWords(words, row),
    row.changes.map((change) => changeWords(words, row.subjectType, change)).join('; '),
    outcomeWords(words, row.result),
    row.ip ?? '',
  ])
  return BOM + [head, ...lines].map((line) => `${line.map(cell).join(';')}\r\n`).join('')
}
