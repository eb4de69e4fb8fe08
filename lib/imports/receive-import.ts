import { recordAudit } from '@/lib/audit/record-audit'
import type { Session } from '@/lib/auth/session'
import { now } from '@/lib/core/clock'
import { inOrganisation } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { heard } from '@/lib/core/message'
import { storable } from '@/lib/core/text'
import { importPath, keepImportFile, removeImportFile, shareImportFile } from './import-file'
import type { ImportKind } from './kind'
import { judgeTable } from './read-table'
import { requireFew } from './require-few'

const HOUR = 3_600_000
type Given = { name: string; body: ReadableStream<Uint8Array> | null }

/** Takes a file to import: what it is by its first bytes is told at once, its rows are read by the worker. */
export async function receiveImport(
  session: Session,
  kind: ImportKind,
  given: Given,
): Promise<{ id: string }> {
  if (!given.body) throw new Refusal('INVALID', 'imports.file.empty')
  await inOrganisation(session, (tx) => requireFew(tx, session))
  const id = crypto.randomUUID()
  const { organisationId, userId, ip } = session
  await keepImportFile(id, given.body)
  try {
    const bad = await judgeTable(importPath(id))
    if (bad) {
      const { key, values } = heard(bad)
      throw new Refusal('INVALID', key, Object.keys(values).length > 0 ? { values } : {})
    }
    await shareImportFile(id)
    const at = now()
    await inOrganisation(session, async (tx) => {
      await requireFew(tx, session)
      await tx.import.create({
        data: {
          id,
          organisationId,
          kind: kind.name,
          requestedById: userId,
          fileName: storable(given.name).trim().slice(0, 200),
          createdAt: at,
          changedAt: at,
          expiresAt: new Date(at.getTime() + env().IMPORTS_KEEP_HOURS * HOUR),
        },
      })
      await recordAudit(tx, {
        organisationId,
        userId,
        action: 'import.upload',
        subjectType: 'import',
        subjectId: id,
        details: { kind: kind.name },
        ip,
      })
    })
    return { id }
  } catch (error) {
    await removeImportFile(id)
    throw error
  }
}
