import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import type { DirectoryNumber } from './schema'

export type Version = {
  id: string
  at: Date
  revision: number | null
  revisionDate: Date | null
  fileName: string | null
  rows: number
}

/** What a directory was, the newest first; each can be brought back. */
export const listVersions = (session: Session, directory: DirectoryNumber): Promise<Version[]> =>
  inOrganisation(
    session,
    (tx) => tx.$queryRaw<Version[]>`
      SELECT id, decided_at AS at, revision, revision_date AS "revisionDate", file_name AS "fileName",
        jsonb_array_length(rows) AS rows
      FROM directory_imports WHERE directory = ${directory} AND state = 'APPLIED' ORDER BY decided_at DESC LIMIT 100`,
  )
