import { recordAudit } from '@/lib/audit/record-audit'
import { now } from '@/lib/core/clock'
import { asWorker } from '@/lib/core/db'
import type { Manifest } from './export-format'

export type Exported = { name: string; digest: string; manifest: Manifest; positions: bigint[] }
export type Ordered = { by: string; reason: string }

/**
 * Destroys the bodies that an export holds, by an act that names it, with its audit row: all or nothing. Returns the
 * act's number.
 * @throws when a row is not as it was exported: then nothing is destroyed
 */
export function destroyExported(exported: Exported, { by, reason }: Ordered): Promise<bigint> {
  const { name, digest, manifest, positions } = exported
  return asWorker(async (tx) => {
    const [act] = await tx.$queryRaw<{ id: bigint }[]>`
      INSERT INTO log_acts (id, at, by, reason, before, row_count, first_position, last_position, rows_digest, export_name, export_digest)
      SELECT coalesce(max(id), 0) + 1, ${now()}, ${by}, ${reason}, ${new Date(manifest.before)}, ${BigInt(positions.length)},
        ${BigInt(manifest.firstPosition)}, ${BigInt(manifest.lastPosition)}, decode(${manifest.rowsDigest}, 'hex'), ${name}, decode(${digest}, 'hex')
      FROM (SELECT log_acts.id FROM log_acts UNION ALL SELECT personal_data_acts.id FROM personal_data_acts) numbered RETURNING log_acts.id`
    if (!act) throw new Error('the act was not written')
    const [done] = await tx.$queryRaw<{ n: bigint }[]>`
      SELECT destroy_log_bodies(${act.id}, ${positions}::bigint[]) AS n`
    if (done?.n !== BigInt(positions.length))
      throw new Error(
        `${done?.n ?? 0} of ${positions.length} rows could be destroyed: another act was faster`,
      )
    await recordAudit(tx, {
      organisationId: null,
      userId: null,
      action: 'log.prune',
      subjectType: 'logAct',
      subjectId: String(act.id),
      details: { by, rows: positions.length, exportDigest: digest },
    })
    return act.id
  })
}
