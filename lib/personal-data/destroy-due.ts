import { hash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import pg, { type Client } from 'pg'
import { now } from '@/lib/core/clock'
import { blobs } from '@/lib/files/blobs'
import { digestKey, HOLD_DIGEST } from '@/lib/files/hold-digest'
import { keyOf } from '@/lib/files/store'
import { digestLine } from '@/lib/log/judge-contents'
import { listDue } from './list-due'
import { writeAct, type Act } from './write-act'

export type Destruction = { before: Date; by: string; reason: string; folder: string }
export type Destroyed = Act & { file: string }

const LOCK = 7_269_003

/**
 * Destroys the personal data of what is due, by an act: all in one transaction of the database's owner, or nothing.
 * Numbers, statuses, dates and digests stay. Returns the act; undefined when nothing is due.
 */
export async function destroyDue(url: string, order: Destruction): Promise<Destroyed | undefined> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // told by the query that it breaks
  await client.connect()
  let written: string | undefined
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    const act = await gather(client, order)
    const { applications, notifications, searches } = act
    if (applications.length + notifications.length + searches === 0) return undefined
    const told: Act = {
      ...act,
      notifications: notifications.length,
      applications: applications.map(numbered),
    }
    const { name, file, digest } = await writeAct(order.folder, told)
    written = file
    await keepAct(client, told, name, digest)
    await destroyRows(
      client,
      told,
      applications.map(({ id }) => id),
      notifications,
    )
    await client.query('COMMIT')
    written = undefined
    await destroyBytes(client)
    return { ...told, file }
  } finally {
    await client.end()
    if (written) await rm(written, { force: true }) // of an act that did not happen
  }
}

const numbered = ({ organisation, number }: { organisation: string; number: string }) => ({
  organisation,
  number,
})

async function gather(client: Client, { before, by, reason }: Destruction) {
  const applications = await listDue(client, before)
  const ids = applications.map(({ id }) => id)
  const rowsOf = async <T extends pg.QueryResultRow>(sql: string, values: unknown[]) =>
    (await client.query<T>(sql, values)).rows
  const [next] = await rowsOf<{ id: string }>(
    `SELECT (coalesce(max(id), 0) + 1)::text AS id FROM (SELECT id FROM log_acts UNION ALL SELECT id FROM personal_data_acts) acts`,
    [],
  )
  const sent = await rowsOf<{ id: string }>(
    `SELECT n.id::text FROM notifications n
     WHERE n.state NOT IN ('QUEUED', 'SENT') AND n.created_at < $1 AND n.identifier <> ''
       AND NOT EXISTS (SELECT FROM envelopes e WHERE n.id::text IN (e.message_id, e.original_message_id)
                       AND (e.position IS NULL OR e.created_at >= $1))`,
    [before],
  )
  const notifications = sent.map(({ id }) => id)
  const files = await rowsOf<{ sha256: string; size: string }>(
    `SELECT encode(sha256, 'hex') AS sha256, size::text FROM files WHERE application_id = ANY ($1::uuid[]) ORDER BY 1`,
    [ids],
  )
  const envelopes = await rowsOf<{ position: string; sha256: string }>(
    `WITH ours AS (
       SELECT DISTINCT message_id::text AS id FROM deliveries WHERE application_id = ANY ($1::uuid[]) AND message_id IS NOT NULL
       UNION SELECT unnest($2::text[]))
     SELECT position::text, encode(sha256, 'hex') AS sha256 FROM envelopes e
     WHERE (message_id IN (SELECT id FROM ours) OR original_message_id IN (SELECT id FROM ours)) AND act_id IS NULL
     ORDER BY e.position`,
    [ids, notifications],
  )
  const [asked] = await rowsOf<{ n: string }>(
    `SELECT count(*)::text AS n FROM search_terms WHERE created_at < $1`,
    [before],
  )
  return {
    id: next?.id ?? '1',
    at: now(),
    by,
    reason,
    before,
    applications,
    files,
    envelopes,
    notifications,
    searches: Number(asked?.n ?? 0),
  }
}

/** The act's row, and for the bytes of the message log an act of that log under the same number. */
async function keepAct(client: Client, act: Act, name: string, digest: string): Promise<void> {
  const { id, at, by, reason, before, applications, files, envelopes, notifications, searches } = act
  await client.query(
    `INSERT INTO personal_data_acts (id, at, by, reason, before, applications, files, envelopes, notifications, searches, act_name, act_digest)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, decode($12, 'hex'))`,
    [
      id,
      at,
      by,
      reason,
      before,
      applications.length,
      files.length,
      envelopes.length,
      notifications,
      searches,
      name,
      digest,
    ],
  )
  await client.query(
    `INSERT INTO audit_events (at, action, result, subject_type, subject_id, details)
     VALUES ($1, 'personalData.destroy', 'ok', 'personalDataAct', $2, jsonb_build_object('by', $3::text, 'applications', $4::int, 'actDigest', $5::text))`,
    [at, id, by, applications.length, digest],
  )
  if (envelopes.length === 0) return
  const lines = envelopes.map(({ position, sha256 }) => digestLine(Number(position), sha256)).join('')
  await client.query(
    `INSERT INTO log_acts (id, at, by, reason, before, row_count, first_position, last_position, rows_digest, export_name, export_digest)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'), $10, decode($11, 'hex'))`,
    [
      id,
      at,
      by,
      reason,
      before,
      envelopes.length,
      envelopes[0]?.position,
      envelopes.at(-1)?.position,
      hash('sha256', lines, 'hex'),
      name,
      digest,
    ],
  )
  const { rows } = await client.query<{ n: string }>(
    'SELECT destroy_log_bodies($1, $2::bigint[])::text AS n',
    [id, envelopes.map(({ position }) => position)],
  )
  if (Number(rows[0]?.n) !== envelopes.length)
    throw new Error(
      `${rows[0]?.n} of ${envelopes.length} envelopes could be destroyed: another act was faster`,
    )
}

async function destroyRows(
  client: Client,
  { id, before }: Act,
  applications: string[],
  notifications: string[],
): Promise<void> {
  const destroy = (sql: string, ...values: unknown[]) => client.query(sql, [applications, ...values])
  // Nothing of them may begin to go anew meanwhile; what has begun since they were listed ends this act.
  await destroy('SELECT id FROM applications WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE')
  const { rowCount } = await destroy(
    `SELECT FROM deliveries WHERE application_id = ANY ($1::uuid[])
       AND state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED', 'IMPOSSIBLE')`,
  )
  if (rowCount) throw new Error('an application is being transferred again: list what is due once more')
  await destroy('DELETE FROM applicants WHERE application_id = ANY ($1::uuid[])')
  await destroy(
    `UPDATE files SET name = 'destroyed', transport_name = 'destroyed', removed_at = coalesce(removed_at, app_now())
     WHERE application_id = ANY ($1::uuid[])`,
  )
  await destroy(
    `UPDATE file_signatures s SET name = 'destroyed' FROM files f
     WHERE f.id = s.file_id AND f.application_id = ANY ($1::uuid[]) AND s.name IS NOT NULL`,
  )
  await destroy(
    `UPDATE status_changes SET reason = NULL, comment = NULL, citizen_text = NULL, backdated_for = NULL WHERE application_id = ANY ($1::uuid[])`,
  )
  await destroy(
    `UPDATE messages m SET last_fault = NULL FROM deliveries d
     WHERE d.message_id = m.id AND d.application_id = ANY ($1::uuid[])`,
  )
  // Of the facts stays what names nobody.
  await destroy(
    `UPDATE deliveries SET facts = jsonb_set(facts - 'applicant' #- '{status,citizenText}', '{status,attachments}', '[]'), answer_text = NULL, fault = NULL
     WHERE application_id = ANY ($1::uuid[])`,
  )
  await destroy(
    `UPDATE applications SET form = '{}', applicant_name = '', applicant_search = '', personal_data_act_id = $2
     WHERE id = ANY ($1::uuid[])`,
    id,
  )
  await client.query(
    `UPDATE notifications SET recipient_name = '', identifier = '', title = '', text = '', answer_text = NULL, last_fault = NULL
     WHERE id = ANY ($1::uuid[])`,
    [notifications],
  )
  await client.query('DELETE FROM search_terms WHERE created_at < $1', [before])
}

/** Bytes in the store that no living file has; also those that a kill left behind after an earlier act. */
async function destroyBytes(client: Client): Promise<void> {
  const { rows } = await client.query<{ sha256: Buffer }>(
    `SELECT DISTINCT f.sha256 FROM files f JOIN applications a ON a.id = f.application_id
     WHERE a.personal_data_act_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM files o JOIN applications b ON b.id = o.application_id
       WHERE o.sha256 = f.sha256 AND b.personal_data_act_id IS NULL AND o.removed_at IS NULL)`,
  )
  for (const { sha256 } of rows) {
    await client.query('BEGIN')
    await client.query(HOLD_DIGEST, digestKey(sha256))
    // A file with the same bytes may have come since: asked once more while none can.
    const { rows: living } = await client.query(
      `SELECT FROM files f JOIN applications a ON a.id = f.application_id
       WHERE f.sha256 = $1 AND a.personal_data_act_id IS NULL AND f.removed_at IS NULL LIMIT 1`,
      [sha256],
    )
    if (living.length === 0) await blobs().remove(keyOf(sha256))
    await client.query('COMMIT')
  }
}
