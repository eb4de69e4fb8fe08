import type { EventRow } from '@/lib/audit/event-row'
import { formatDateTime } from '@/lib/core/format'
import {
  actWords,
  byWords,
  changeWords,
  outcomeWords,
  subjectWords,
  whyWords,
  type Words,
} from './event-words'

type Column = 'at' | 'by' | 'what' | 'changes' | 'result' | 'address'
type Props = { rows: EventRow[]; columns: Column[]; caption: string; timeZone: string; words: Words }

const heads: Record<Column, string> = {
  at: 'audit.column.at',
  by: 'audit.column.by',
  what: 'audit.column.what',
  changes: 'audit.column.changes',
  result: 'audit.journal.result',
  address: 'audit.journal.address',
}

/** Who did what, newest first; on the server and in the browser alike. */
export function EventTable({ rows, columns, caption, timeZone, words }: Props) {
  const cell = (row: EventRow, column: Column) => {
    switch (column) {
      case 'at':
        return (
          <time dateTime={row.at} className="whitespace-nowrap tabular-nums">
            {formatDateTime(row.at, timeZone)}
          </time>
        )
      case 'by':
        return byWords(words, row)
      case 'what':
        return (
          <>
            {actWords(words, row.action)}
            {row.subject && <span className="block text-muted">{subjectWords(words, row)}</span>}
            {row.reason && <span className="block text-muted">{whyWords(words, row)}</span>}
          </>
        )
      case 'changes':
        return (
          <ul className="grid gap-0.5">
            {row.changes.map((change) => (
              <li key={change.field} className="break-words">
                {changeWords(words, row.subjectType, change)}
              </li>
            ))}
          </ul>
        )
      case 'result':
        return (
          <span className={row.result === 'ok' ? '' : 'text-red'}>{outcomeWords(words, row.result)}</span>
        )
      case 'address':
        return <span className="tabular-nums">{row.ip}</span>
    }
  }
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={caption}>
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line">
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className="py-2 pr-4 text-left align-bottom font-semibold whitespace-nowrap"
              >
                {words(heads[column] as never)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-b border-line align-top">
              {columns.map((column) => (
                <td key={column} className={`py-1.5 pr-4 ${column === 'changes' ? 'min-w-[260px]' : ''}`}>
                  {cell(row, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
