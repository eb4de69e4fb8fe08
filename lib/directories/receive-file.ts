import type { Session } from '@/lib/auth/session'
import { inOrganisation } from '@/lib/core/db'
import { Refusal } from '@/lib/core/errors'
import { heard } from '@/lib/core/message'
import { storable } from '@/lib/core/text'
import { importPath, keepImportFile, removeImportFile } from '@/lib/imports/import-file'
import { openReading } from './open-reading'
import { readDirectoryFile } from './read-file'
import type { DirectoryNumber } from './schema'

type Given = { directory: DirectoryNumber; name: string; body: ReadableStream<Uint8Array> | null }

/** A directory from a file, with any driver: read at once and kept as a reading that waits for its decision (D01, D02). */
export async function receiveFile(
  session: Session,
  { directory, name, body }: Given,
): Promise<{ importId: string }> {
  if (!body) throw new Refusal('INVALID', 'imports.file.empty')
  const id = crypto.randomUUID()
  await keepImportFile(id, body)
  try {
    const read = await readDirectoryFile(importPath(id), directory)
    if (!read.ok) {
      const { key, values } = heard(read.fault)
      throw new Refusal('INVALID', key, Object.keys(values).length > 0 ? { values } : {})
    }
    const fileName = storable(name).trim().slice(0, 200)
    await inOrganisation(session, (tx) =>
      openReading(tx, session, { id, directory, rows: read.rows, fileName }, 'directory.file'),
    )
    return { importId: id }
  } finally {
    await removeImportFile(id)
  }
}
