import type { Client } from 'pg'
import { readJournal } from './head-journal'
import { HeadList } from './head-list'
import type { ActRow } from './judge-contents'
import { readSnapshot } from './read-snapshot'
import { SEALED_LOGS } from './sealed-log'
import { verifyLog, type LogReport, type Rest } from './verify-log'

type Journal = Awaited<ReturnType<typeof readJournal>>

/** All logs as they are now, held to the journal of heads outside the database. `rest` as in `verifyLog`. */
export async function verifyLogs(
  url: string,
  journal: string,
  logs = SEALED_LOGS,
  rest?: Rest,
): Promise<LogReport[]> {
  // Before the snapshot: all that the journal says was committed earlier.
  const outside = await readJournal(journal)
  return readSnapshot(url, (client) => verifySnapshot(client, outside, logs, rest))
}

/** The same, in a transaction that is open. */
export async function verifySnapshot(
  client: Client,
  outside: Journal,
  logs = SEALED_LOGS,
  rest?: Rest,
): Promise<LogReport[]> {
  const acts = await readActs(client)
  const reports: LogReport[] = []
  for (const log of logs) {
    const heads = outside && new HeadList()
    for (const head of outside?.heads ?? [])
      if (head.log === log.name) heads?.add(head.position, Buffer.from(head.seal, 'hex'))
    reports.push(await verifyLog(client, log, heads?.sorted(), log.hasBody ? acts : [], rest))
  }
  if (outside?.unreadable)
    reports[0]?.violations.push({
      log: 'the journal of heads',
      kind: 'changed',
      text: `${outside.unreadable} lines cannot be read`,
    })
  return reports
}

async function readActs(client: Client): Promise<ActRow[]> {
  const { rows } = await client.query<{ id: string; n: string; first: string; last: string; digest: string }>(
    `SELECT id::text, row_count::text AS n, first_position::text AS first, last_position::text AS last, encode(rows_digest, 'hex') AS digest
     FROM public.log_acts ORDER BY log_acts.id`,
  )
  return rows.map(({ id, n, first, last, digest }) => ({
    id,
    rowCount: Number(n),
    firstPosition: Number(first),
    lastPosition: Number(last),
    rowsDigest: digest,
  }))
}
