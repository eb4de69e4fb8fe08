/** A table whose rows are sealed by hash: which of its columns a seal covers, as texts that never change again. */
export type SealedLog = {
  /** The table, and the log's name in every seal. */
  name: string
  /** Name of a field → SQL that gives its text. The order is part of the seal. */
  fields: Record<string, string>
  /** Whether a row has a `body`, whose digest is the field `sha256`, and which an act may destroy. */
  hasBody: boolean
  /** SQL: the row will not change any more. */
  final: string
  /** SQL: since when it will not. */
  finalSince: string
}

const time = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const bytes = (column: string) => `encode(${column}, 'hex')`

/** `acked_at` is a mark of progress: that we acknowledged is told by the Ack, which is a row of its own. */
export const ENVELOPES: SealedLog = {
  name: 'envelopes',
  fields: {
    id: 'id::text',
    direction: 'direction::text',
    operation: 'operation',
    driver: 'driver::text',
    messageId: 'message_id',
    originalMessageId: 'original_message_id',
    organisationId: 'organisation_id::text',
    createdAt: time('created_at'),
    processedAt: time('processed_at'),
    sha256: bytes('sha256'),
  },
  hasBody: true,
  final: `(direction = 'OUT' OR processed_at IS NOT NULL)`,
  finalSince: 'coalesce(processed_at, created_at)',
}

export const ACTS: SealedLog = {
  name: 'log_acts',
  fields: {
    id: 'id::text',
    at: time('at'),
    by: 'by',
    reason: 'reason',
    before: time('before'),
    rowCount: 'row_count::text',
    firstPosition: 'first_position::text',
    lastPosition: 'last_position::text',
    rowsDigest: bytes('rows_digest'),
    exportName: 'export_name',
    exportDigest: bytes('export_digest'),
  },
  hasBody: false,
  final: 'true',
  finalSince: 'at',
}

/** Who did what. `details` is jsonb: PostgreSQL writes one value always the same. */
export const AUDIT: SealedLog = {
  name: 'audit_events',
  fields: {
    id: 'id::text',
    at: time('at'),
    organisationId: 'organisation_id::text',
    userId: 'user_id::text',
    action: 'action',
    result: 'result',
    subjectType: 'subject_type',
    subjectId: 'subject_id',
    details: 'details::text',
    ip: 'ip',
  },
  hasBody: false,
  final: 'true',
  finalSince: 'at',
}

/** Which personal data were destroyed when their term was over. */
export const PERSONAL_DATA_ACTS: SealedLog = {
  name: 'personal_data_acts',
  fields: {
    id: 'id::text',
    at: time('at'),
    by: 'by',
    reason: 'reason',
    before: time('before'),
    applications: 'applications::text',
    files: 'files::text',
    envelopes: 'envelopes::text',
    notifications: 'notifications::text',
    searches: 'searches::text',
    actName: 'act_name',
    actDigest: bytes('act_digest'),
  },
  hasBody: false,
  final: 'true',
  finalSince: 'at',
}

export const SEALED_LOGS = [ENVELOPES, ACTS, AUDIT, PERSONAL_DATA_ACTS]

/** @throws when there is no such log */
export function sealedLog(name: string): SealedLog {
  const found = SEALED_LOGS.find((log) => log.name === name)
  if (!found) throw new Error(`no log is called ${name.slice(0, 50)}`)
  return found
}

/** SQL of the fields as an array, in the order of the seal. */
export const fieldsOf = (log: SealedLog): string => `ARRAY[${Object.values(log.fields).join(', ')}]`
