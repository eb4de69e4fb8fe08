import { blindIndexes, PREFIX, sealBytes, sealText, storedSnils } from '@/lib/core/seal-value'

/** What stands in a row before it is sealed: opened values by their column. */
export type OpenRow = Record<string, unknown> & { id: string; row: string }
type Column = { name: string; kind: 'text' | 'json' | 'bytes' | 'facts' }
export type SealedTable = {
  table: string
  /** The row's key, and by what a sealed value names it, as SQL. */
  id: string
  cast: string
  row: string
  columns: Column[]
  /** What keeps the rows as they were written stands aside while they are sealed: their digests stay. */
  guard?: string
}

const of = (kind: Column['kind'], ...names: string[]): Column[] => names.map((name) => ({ name, kind }))
const plain = { id: 'id', cast: 'uuid', row: 'id::text' }

/** Every column with СНИЛС or passport that decision 020 lists. */
export const sealedTables: SealedTable[] = [
  {
    table: 'applicants',
    id: 'application_id',
    cast: 'uuid',
    row: 'application_id::text',
    columns: of('text', 'snils', 'document_series', 'document_number'),
  },
  { table: 'applications', ...plain, columns: of('json', 'form') },
  {
    table: 'deliveries',
    ...plain,
    row: 'application_id::text',
    columns: of('facts', 'facts'),
    guard: 'deliveries_guard',
  },
  { table: 'envelopes', ...plain, cast: 'bigint', columns: of('bytes', 'body'), guard: 'envelopes_guard' },
  { table: 'search_terms', ...plain, columns: of('text', 'text') },
  {
    table: 'notifications',
    ...plain,
    row: 'idempotency_key::text',
    columns: of('text', 'identifier', 'title', 'text'),
    guard: 'notifications_guard',
  },
  { table: 'users', ...plain, columns: of('text', 'snils') },
  { table: 'imports', ...plain, columns: of('json', 'examples') },
  {
    table: 'import_rows',
    id: "import_id::text || '/' || number",
    cast: 'text',
    row: "import_id::text || '/' || number",
    columns: of('json', 'data', 'differences'),
  },
]

/** The condition under which a column is not as the current key (`$1`, `elk1.KEY.`) would leave it; empty ones stay. */
export function notSealed({ name, kind }: Column): string {
  if (kind === 'text') return `(${name} <> '' AND NOT starts_with(${name}, $1))`
  if (kind === 'bytes') return `(substring(${name} FROM 1 FOR octet_length($1)) <> convert_to($1, 'UTF8'))`
  const value = kind === 'facts' ? `(${name} -> 'applicant')` : name
  return `(${value} NOT IN ('{}', '[]', 'null') AND NOT (jsonb_typeof(${value}) = 'string' AND starts_with(${value} #>> '{}', $1)))`
}

/** What could not be opened is left as it is: it is another row's, or was changed. */
const isClosed = (value: unknown): boolean => typeof value === 'string' && value.startsWith(PREFIX)

/** The same row with its columns sealed by the current key, as parameters of an update; JSON as its text. */
export function sealRow({ table, columns }: SealedTable, open: OpenRow): Record<string, unknown> {
  const sealed: Record<string, unknown> = {}
  for (const { name, kind } of columns) {
    const value = open[name]
    const place = { column: `${table}/${name}`, row: open.row }
    if (value === null || value === undefined || value === '' || isClosed(value)) continue
    if (kind === 'bytes') sealed[name] = Buffer.from(sealBytes(`${table}/${name}`, value as Uint8Array))
    else if (kind === 'facts') {
      const facts = value as Record<string, unknown>
      if (facts.applicant === undefined || isClosed(facts.applicant)) continue
      const applicant = sealText(place, JSON.stringify(facts.applicant), 'j')
      sealed[name] = JSON.stringify({ ...facts, applicant })
    } else if (kind === 'json') sealed[name] = JSON.stringify(sealText(place, JSON.stringify(value), 'j'))
    else sealed[name] = table === 'users' ? storedSnils(value as string) : sealText(place, value as string)
  }
  if (table === 'applicants' && typeof sealed.snils === 'string')
    sealed.snils_index = Buffer.from(blindIndexes(open.snils as string)[0] ?? [])
  return sealed
}
