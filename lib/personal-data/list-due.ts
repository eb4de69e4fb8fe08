import type { Client } from 'pg'

export type DueApplication = { id: string; organisation: string; number: string }

/**
 * Finished applications older than a time whose changes wait for nobody and whose envelopes are all sealed. One that
 * shares a message with another that is not due waits for it: the bytes of a message are destroyed whole.
 */
export async function listDue(client: Client, before: Date): Promise<DueApplication[]> {
  const { rows } = await client.query<DueApplication>(
    `SELECT a.id::text, o.code AS organisation, a.number
     FROM applications a JOIN organisations o ON o.id = a.organisation_id
     WHERE a.state IN ('GRANTED', 'REFUSED', 'CANCELLED') AND a.state_at < $1 AND a.personal_data_act_id IS NULL
       AND NOT EXISTS (
         SELECT FROM deliveries d WHERE d.application_id = a.id
           AND (d.state NOT IN ('ACCEPTED', 'SKIPPED', 'SUPERSEDED', 'IMPOSSIBLE') OR d.settled_at >= $1))
       AND NOT EXISTS (
         SELECT FROM deliveries d
         JOIN envelopes e ON d.message_id::text IN (e.message_id, e.original_message_id)
         WHERE d.application_id = a.id AND (e.position IS NULL OR e.created_at >= $1))
     ORDER BY o.code, a.number`,
    [before],
  )
  const due = new Map(rows.map((row) => [row.id, row]))
  for (let left = -1; left !== due.size;) {
    left = due.size
    const { rows: held } = await client.query<{ id: string }>(
      `SELECT DISTINCT d.application_id::text AS id FROM deliveries d JOIN deliveries other USING (message_id)
       JOIN applications a ON a.id = other.application_id
       WHERE d.application_id = ANY ($1::uuid[]) AND other.application_id <> ALL ($1::uuid[]) AND a.personal_data_act_id IS NULL`,
      [[...due.keys()]],
    )
    for (const { id } of held) due.delete(id)
  }
  return [...due.values()]
}
