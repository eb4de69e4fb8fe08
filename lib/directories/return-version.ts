import { z } from 'zod'
import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { notFound, Refusal } from '@/lib/core/errors'
import { openReading } from './open-reading'
import { DirectoryNumber, DirectoryRow } from './schema'

/** «Вернуть эту версию»: its rows become a new reading, whose differences are shown before anything changes. */
export async function returnVersion(
  session: Session,
  { importId }: { importId: string },
): Promise<{ importId: string }> {
  return inOrganisation(session, async (tx) => {
    const version = await tx.directoryImport.findUnique({ where: { id: importId } })
    if (version?.state !== 'APPLIED') throw notFound()
    const rows = z.array(DirectoryRow).parse(version.rows)
    if (rows.length === 0) throw new Refusal('CONFLICT', 'directories.versionGone')
    const id = crypto.randomUUID()
    const { fileName, revision, revisionDate } = version
    const directory = DirectoryNumber.parse(version.directory)
    await openReading(
      tx,
      session,
      { id, directory, rows, fileName, revision, revisionDate },
      'directory.return',
    )
    return { importId: id }
  })
}
