import { hash } from 'node:crypto'
import type { Client } from 'pg'
import { now } from '@/lib/core/clock'
import { openBytes } from '@/lib/core/seal-value'
import { copyRows, type Columns } from './copy-rows'
import { UNSEALED_MINUTES } from './find-unsealed'
import { HeadList } from './head-list'
import { ChainJudge } from './judge-chain'
import { ContentJudge, type ActRow } from './judge-contents'
import { HeadJudge } from './judge-heads'
import type { SealedLog } from './sealed-log'
import type { Violation } from './violation'

export type LogReport = {
  log: string
  sealed: number
  /** Act → rows. */
  destroyed: Map<string, number>
  /** Final, but not sealed yet; and those that are not final. */
  unsealed: { rows: number; oldest?: string; waiting: number }
  /** Heads checked; undefined: there is no journal. */
  heads: { table: number; journal: number | undefined }
  violations: Violation[]
}

/** Asked after each row with how many there were: a promise holds the reading back. */
export type Rest = (rows: number) => Promise<void> | undefined

const OWN = ['position', 'id::text', 'seal', 'act', 'body'] as const

/**
 * Reads a whole log once and tells everything that is not as it was sealed. Without `journal` a cut tail may not be seen; `rest`
 * leaves the process to others now and then.
 */
export async function verifyLog(
  client: Client,
  log: SealedLog,
  journal: HeadList | undefined,
  acts: ActRow[],
  rest?: Rest,
): Promise<LogReport> {
  const table = new HeadList()
  await copyRows(
    client,
    `SELECT position, seal FROM public.log_heads WHERE log = '${log.name}' ORDER BY position`,
    ([position, seal]) => table.add(numberOf(position), seal ?? Buffer.alloc(0)),
  )
  const chain = new ChainJudge(log.name)
  const contents = new ContentJudge(log.name, acts)
  const inside = new HeadJudge(log.name, table, 'in the database')
  const outside = journal && new HeadJudge(log.name, journal, 'in the journal')
  let sealed = 0
  await copyRows(client, selectRows(log, 'position IS NOT NULL ORDER BY position'), (columns, row) => {
    const position = numberOf(columns[0])
    const id = String(columns[1])
    const seal = columns[2] ?? Buffer.alloc(0)
    chain.row({ position, id, seal, fields: row.subarray(fieldsFrom(columns)) })
    inside.row(position, id, seal)
    outside?.row(position, id, seal)
    if (log.hasBody) contents.row({ position, id, ...contentOf(log, columns) })
    sealed++
    return rest?.(sealed)
  })
  const violations = [...chain.finish(), ...inside.finish(chain.end), ...(outside?.finish(chain.end) ?? [])]
  const tell = (kind: Violation['kind'], text: string, position?: number, id?: string) =>
    violations.push({ log: log.name, kind, position, id, text })
  if (chain.end > table.last)
    tell('inserted', `rows up to position ${chain.end} stand behind the last head`, table.last + 1)
  for (const position of journal?.missingIn(table) ?? [])
    tell('deleted', 'the head of the journal is not in the database, or is another there', position)
  const unsealed = await readUnsealed(client, log, contents, tell)
  violations.push(...contents.finish())
  return {
    log: log.name,
    sealed,
    destroyed: new Map([...contents.destroyed].map(([act, { rows }]) => [act, rows])),
    unsealed,
    heads: { table: table.count, journal: journal?.count },
    violations,
  }
}

async function readUnsealed(
  client: Client,
  log: SealedLog,
  contents: ContentJudge,
  tell: (kind: Violation['kind'], text: string, position?: number, id?: string) => void,
): Promise<LogReport['unsealed']> {
  const limit = new Date(now().getTime() - UNSEALED_MINUTES * 60_000).toISOString()
  let [rows, waiting, late] = [0, 0, 0]
  let oldest: string | undefined
  const since = `to_char(${log.finalSince} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const extra = [`CASE WHEN ${log.final} THEN ${since} END`]
  await copyRows(client, selectRows(log, 'position IS NULL ORDER BY id', extra), (columns) => {
    const id = String(columns[1])
    const final = columns.at(-1)
    if (columns[2]) tell('changed', 'it has a seal, but no position', undefined, id)
    if (log.hasBody) contents.row({ id, ...contentOf(log, columns) })
    if (!final) return void waiting++
    const at = final.toString()
    rows++
    if (oldest === undefined || at < oldest) oldest = at
    if (at < limit) late++
  })
  if (late > 0)
    tell(
      'unsealed',
      `${late} rows, the oldest of ${oldest}, should have been sealed long ago: does a worker run?`,
    )
  return { rows, oldest, waiting }
}

function selectRows(log: SealedLog, where: string, extra: string[] = []): string {
  const own = log.hasBody ? ['act_id::text', 'body'] : ['NULL::text', 'NULL::bytea']
  const columns = ['position', 'id::text', 'seal', ...own, ...Object.values(log.fields), ...extra]
  return `SELECT ${columns.join(', ')} FROM public.${log.name} WHERE ${where}`
}

/** Where the fields begin in a row of `selectRows`. */
const fieldsFrom = (columns: Columns): number =>
  OWN.reduce((sum, _, index) => sum + 4 + (columns[index]?.length ?? 0), 0)

function contentOf(log: SealedLog, columns: Columns) {
  const body = columns[4]
  return {
    act: columns[3] ? columns[3].toString() : null,
    sha256: String(columns[OWN.length + Object.keys(log.fields).indexOf('sha256')]),
    digest: body ? hash('sha256', openBytes(body), 'hex') : null,
  }
}

const numberOf = (column: Buffer | null | undefined): number =>
  column ? Number(column.readBigInt64BE(0)) : 0
