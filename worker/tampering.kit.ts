import type { Client } from 'pg'
import { encodeFields, GENESIS, logName, sealOf, type Field } from '@/lib/core/chain'
import { fieldsOf, type SealedLog } from '@/lib/log/sealed-log'

type Random = (below: number) => number
export type Tampering = { name: string; at?: number; run: (client: Client) => Promise<unknown> }

/** What a superuser may do to the tables: no trigger, no constraint stands in the way, until the transaction is rolled back. */
export async function takeOffGuards(client: Client): Promise<void> {
  await client.query(`
    ALTER TABLE envelopes DISABLE TRIGGER USER;
    ALTER TABLE log_acts DISABLE TRIGGER USER;
    ALTER TABLE log_heads DISABLE TRIGGER USER;
    ALTER TABLE messages DROP CONSTRAINT messages_envelope_id_fkey;
    ALTER TABLE envelopes DROP CONSTRAINT envelopes_act_id_fkey, DROP CONSTRAINT envelopes_sealed, DROP CONSTRAINT envelopes_destroyed,
      DROP CONSTRAINT envelopes_pkey CASCADE,
      ALTER COLUMN sha256 DROP NOT NULL, ALTER COLUMN operation DROP NOT NULL, ALTER COLUMN created_at DROP NOT NULL, ALTER COLUMN direction DROP NOT NULL;
    ALTER TABLE log_acts DROP CONSTRAINT log_acts_pkey, DROP CONSTRAINT log_acts_sealed;
    DROP INDEX envelopes_position_key, log_acts_position_key;
    ALTER TABLE log_heads DROP CONSTRAINT log_heads_pkey`)
}

/** Column → SQL of another value for it. */
const OTHER: Record<string, string> = {
  id: 'id + 1000000',
  direction: `CASE WHEN direction = 'OUT' THEN 'IN' ELSE 'OUT' END::envelope_direction`,
  operation: `operation || 'x'`,
  message_id: `coalesce(message_id, '') || 'x'`,
  original_message_id: `coalesce(original_message_id, '') || 'x'`,
  driver: `CASE driver WHEN 'DIRECT' THEN 'ADAPTER'::smev_driver ELSE 'DIRECT'::smev_driver END`,
  organisation_id: `CASE WHEN organisation_id IS NULL THEN gen_random_uuid() END`,
  created_at: `created_at + interval '1 millisecond'`,
  processed_at: `coalesce(processed_at, created_at) - interval '1 millisecond'`,
  sha256: `set_byte(sha256, 31, (get_byte(sha256, 31) + 1) % 256)`,
  body: `CASE WHEN body IS NULL THEN 'new'::bytea ELSE body || '\\x00'::bytea END`,
  position: 'position + 1000000',
  seal: `set_byte(seal, 0, (get_byte(seal, 0) + 1) % 256)`,
  act_id: 'coalesce(act_id, 0) + 1',
}
const NULLABLE = [
  'message_id',
  'original_message_id',
  'organisation_id',
  'processed_at',
  'operation',
  'direction',
  'sha256',
  'created_at',
  'body',
  'position',
  'seal',
]

/** Columns that change places between two rows; what is left out stays where it was. */
const SWAPS: Record<string, string[]> = {
  positions: ['position'],
  'positions and seals': ['position', 'seal'],
  contents: [
    'id',
    'direction',
    'operation',
    'driver',
    'message_id',
    'original_message_id',
    'organisation_id',
    'created_at',
    'processed_at',
    'sha256',
    'body',
    'act_id',
  ],
  bodies: ['body', 'sha256'],
  times: ['created_at', 'processed_at'],
}

/** Seals a log anew from a position on, as one does who knows how it is done. */
export async function sealAnew(client: Client, log: SealedLog, from: number): Promise<void> {
  const { rows } = await client.query<{ position: string; fields: Field[] }>(
    `SELECT position::text, ${fieldsOf(log)} AS fields FROM ${log.name} WHERE position >= ${from} ORDER BY ${log.name}.position`,
  )
  const before = await client.query<{ seal: Buffer }>(
    `SELECT seal FROM ${log.name} WHERE position = ${from - 1}`,
  )
  let seal: Uint8Array = before.rows[0]?.seal ?? GENESIS
  const seals = rows.map(({ position, fields }) => {
    seal = sealOf(logName(log.name), seal, Number(position), encodeFields(fields))
    return seal
  })
  await client.query(
    `UPDATE ${log.name} t SET seal = v.seal FROM unnest($1::bigint[], $2::bytea[]) v (position, seal) WHERE t.position = v.position`,
    [rows.map(({ position }) => position), seals],
  )
}

export const headsAnew = (log: SealedLog) =>
  `UPDATE log_heads h SET seal = t.seal FROM ${log.name} t WHERE h.log = '${log.name}' AND t.position = h.position`

/** Every way to spoil a log of positions 1 to `end`, with random rows. */
export function tamperings(log: SealedLog, end: number, random: Random): Tampering[] {
  const table = log.name
  const row = () => end - random(Math.min(end, 100))
  const list: Tampering[] = []
  const sql = (name: string, text: string, at?: number) =>
    list.push({ name, at, run: (client) => client.query(text) })

  for (let times = 0; times < 8; times++)
    for (const [column, other] of Object.entries(OTHER)) {
      const at = row()
      sql(`another ${column}`, `UPDATE ${table} SET ${column} = ${other} WHERE position = ${at}`, at)
    }
  for (let times = 0; times < 4; times++)
    for (const column of NULLABLE) {
      const at = row()
      sql(`no ${column}`, `UPDATE ${table} SET ${column} = NULL WHERE position = ${at}`, at)
    }
  for (const at of [1, 2, end - 1, ...Array.from({ length: 15 }, row)])
    sql('deleted', `DELETE FROM ${table} WHERE position = ${at}`, at)
  for (let times = 0; times < 10; times++) {
    const at = Math.max(1, row() - 10)
    sql('some deleted', `DELETE FROM ${table} WHERE position BETWEEN ${at} AND ${at + 1 + random(8)}`, at)
    const gap = row()
    sql(
      'deleted, the rest moved up',
      `DELETE FROM ${table} WHERE position = ${gap}; UPDATE ${table} SET position = position - 1 WHERE position > ${gap}`,
    )
  }
  for (let tail = 1; tail <= 12; tail++) {
    sql('tail cut off', `DELETE FROM ${table} WHERE position > ${end - tail}`)
    sql(
      'tail cut off, its heads too',
      `DELETE FROM ${table} WHERE position > ${end - tail}; DELETE FROM log_heads WHERE log = '${table}' AND position > ${end - tail}`,
    )
    sql(
      'tail cut off, a head put there',
      `DELETE FROM ${table} WHERE position > ${end - tail}; DELETE FROM log_heads WHERE log = '${table}' AND position > ${end - tail};
       INSERT INTO log_heads SELECT '${table}', position, seal, app_now() FROM ${table} WHERE position = ${end - tail}`,
    )
  }
  for (let times = 0; times < 10; times++)
    for (const [name, columns] of Object.entries(SWAPS)) {
      const one = row()
      const other = times % 2 ? (one === end ? one - 1 : one + 1) : row()
      if (one === other) continue
      sql(
        `${name} of two rows swapped`,
        `UPDATE ${table} t SET ${columns.map((column) => `${column} = o.${column}`).join(', ')}, acked_at = app_now()
         FROM (SELECT * FROM ${table} WHERE position IN (${one}, ${other})) o
         WHERE t.position IN (${one}, ${other}) AND o.position <> t.position`,
      )
    }
  const columns = `direction, operation, message_id, body, sha256, created_at, processed_at`
  const made = `'OUT', 'SendRequest', gen_random_uuid()::text, 'new'::bytea, sha256('new'), app_now() - interval '1 hour', app_now() - interval '1 hour'`
  for (let times = 0; times < 6; times++) {
    const at = row()
    sql(
      'inserted, sealed by guess',
      `INSERT INTO ${table} (${columns}, position, seal) SELECT ${made}, ${end + 1}, sha256('x')`,
      end + 1,
    )
    sql(
      'inserted at a taken position',
      `INSERT INTO ${table} (${columns}, position, seal) SELECT ${made}, ${at}, seal FROM ${table} WHERE position = ${at}`,
      at,
    )
    sql('inserted, not sealed', `INSERT INTO ${table} (${columns}) SELECT ${made}`)
    sql(
      'inserted between, the rest moved down',
      `UPDATE ${table} SET position = position + 1 WHERE position >= ${at};
       INSERT INTO ${table} (${columns}, position, seal) SELECT ${made}, ${at}, sha256('x')`,
    )
    list.push({
      name: 'appended and sealed rightly, without a head',
      run: async (client) => {
        await client.query(`INSERT INTO ${table} (${columns}, position) SELECT ${made}, ${end + 1}`)
        await sealAnew(client, log, end + 1)
      },
    })
  }
  for (let times = 0; times < 12; times++) {
    const at = row()
    const change = `UPDATE ${table} SET body = 'new', sha256 = sha256('new'), act_id = NULL WHERE position = ${at}`
    const anew = async (client: Client) => {
      await client.query(change)
      await sealAnew(client, log, at)
    }
    list.push({ name: 'changed, sealed anew to the end', run: anew })
    list.push({
      name: 'changed, sealed anew to the end, the heads too',
      run: async (client) => {
        await anew(client)
        await client.query(headsAnew(log))
      },
    })
    list.push({
      name: 'deleted, moved up, sealed anew, the heads too',
      run: async (client) => {
        await client.query(
          `DELETE FROM ${table} WHERE position = ${at}; UPDATE ${table} SET position = position - 1 WHERE position > ${at}`,
        )
        await sealAnew(client, log, at)
        await client.query(
          `DELETE FROM log_heads WHERE log = '${table}' AND position = ${end}; ${headsAnew(log)}`,
        )
      },
    })
  }
  const last = `log = '${table}' AND position = ${end}`
  sql('the last head deleted', `DELETE FROM log_heads WHERE ${last}`)
  sql('all heads deleted', `TRUNCATE log_heads`)
  sql('the last head changed', `UPDATE log_heads SET seal = sha256('x') WHERE ${last}`)
  sql(
    'an old head played again',
    `UPDATE log_heads SET seal = (SELECT seal FROM log_heads WHERE log = '${table}' AND position < ${end} ORDER BY position LIMIT 1) WHERE ${last}`,
  )
  sql('the whole log deleted', `TRUNCATE ${table} CASCADE`)
  sql('the whole log and its heads deleted', `TRUNCATE ${table} CASCADE; TRUNCATE log_heads`)
  sql('the acts deleted', `TRUNCATE log_acts CASCADE`)
  for (const column of ['by', 'reason', 'export_name'])
    sql(`another ${column} of an act`, `UPDATE log_acts SET ${column} = 'x'`)
  for (const column of ['rows_digest', 'export_digest'])
    sql(`another ${column} of an act`, `UPDATE log_acts SET ${column} = sha256('x')`)
  for (const column of ['row_count', 'first_position', 'id'])
    sql(`another ${column} of an act`, `UPDATE log_acts SET ${column} = ${column} + 1`)
  sql(
    'one more body destroyed by an act',
    `UPDATE envelopes SET body = NULL, act_id = 1 WHERE position = ${end}`,
    end,
  )
  sql(
    'a destroyed body put back',
    `UPDATE envelopes SET body = 'x', act_id = NULL WHERE position = (SELECT min(position) FROM envelopes WHERE act_id IS NOT NULL)`,
  )
  return list
}
