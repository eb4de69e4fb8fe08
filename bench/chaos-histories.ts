// The three histories that the checker holds against each other, as they lie on the disk.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import type { Line } from './chaos-clerk'
import type { Ack, Database, Decided, Row } from './checker'

const linesOf = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown)

/** What the clerks were answered, and what is wrong with that already. */
export function readAcks(files: string[]): { acks: Ack[]; wrong: string[] } {
  const lines = files.flatMap((file) => linesOf(file) as Line[])
  const acks = lines.flatMap((line) => ('ack' in line ? [line.ack] : []))
  const answered = new Set(acks.flatMap((ack) => ('key' in ack ? [ack.key] : [])))
  const wrong = lines.flatMap((line) => {
    if ('failed' in line) return [`clerk ${line.about}: ${line.failed}`]
    return 'intent' in line && !answered.has(line.intent.key)
      ? [`clerk ${line.intent.key}: never got an answer`]
      : []
  })
  return { acks, wrong }
}

/** What a clerk was told and had to press again for, and it was no other clerk who was quicker. */
export const readStumbles = (files: string[]): string[] =>
  files
    .flatMap((file) => linesOf(file) as Line[])
    .flatMap((line) => ('stumbled' in line ? [`clerk ${line.about}: ${line.stumbled}`] : []))

export function readJournal(data: string): Decided[] {
  const events = linesOf(path.join(data, 'simulator/journal.jsonl')) as ({ t: string } & Decided)[]
  return events.filter(({ t }) => t === 'message')
}

export async function readDatabase(
  owner: pg.Pool,
  env: Record<string, string | undefined>,
): Promise<Database> {
  const all = async <T extends pg.QueryResultRow>(text: string) => (await owner.query<T>(text)).rows
  const rows = await all<Row>(`
    SELECT d.id AS delivery, a.order_number AS "orderNumber", c.id AS change, d.seq, d.attempt, d.kind, c.status,
      to_char(c.status_date AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, d.state, d.answer_code AS code,
      d.message_id AS "messageId", extract(epoch FROM coalesce(d.settled_at, app_now()) - d.deadline_at)::float AS "lateSeconds",
      d.escalated_at IS NOT NULL AS escalated
    FROM deliveries d JOIN applications a ON a.id = d.application_id JOIN status_changes c ON c.id = d.status_change_id`)
  const applications = await all<Database['applications'][number]>(
    'SELECT order_number AS "orderNumber", delivery_state AS state FROM applications WHERE order_number IS NOT NULL',
  )
  const messages = await all<Database['messages'][number]>('SELECT id, state FROM messages')
  const sealed = await all<Database['sealed'][number]>(
    `SELECT message_id AS "messageId", encode(sha256, 'hex') AS sha256 FROM envelopes WHERE direction = 'OUT' AND operation = 'SendRequest'`,
  )
  const [unread] = await all<{ n: number }>(
    "SELECT count(*)::int AS n FROM envelopes WHERE direction = 'IN' AND (processed_at IS NULL OR acked_at IS NULL)",
  )
  return { rows, applications, messages, sealed, unread: unread?.n ?? -1, logs: verifyLogs(env) }
}

/** As an administrator does: npm run smev -- log verify, npm run audit -- verify. */
function verifyLogs(env: Record<string, string | undefined>): string[] {
  return [
    ['scripts/smev.ts', 'log', 'verify'],
    ['scripts/audit.ts', 'verify'],
  ].flatMap((command) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', ...command], {
      env: { ...process.env, ...env } as NodeJS.ProcessEnv,
      encoding: 'utf8',
    })
    return status === 0 ? [] : [`${command.join(' ')}: ${stdout}${stderr}`.slice(0, 2000)]
  })
}
