import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { failure, type Failure } from './outcome'

const BY_CODE: Record<string, Failure['fault']> = {
  ENOENT: 'FolderMissing',
  ENOTDIR: 'FolderMissing',
  EACCES: 'FolderRefused',
  EPERM: 'FolderRefused',
  EROFS: 'FolderRefused',
  ENOSPC: 'FolderFull',
  EDQUOT: 'FolderFull',
}

/** The system's error about a folder, as a fault. */
export function failureOfFolder(error: unknown): Failure {
  const { code } = error as { code?: unknown }
  const text = error instanceof Error ? error.message : String(error)
  return failure((typeof code === 'string' && BY_CODE[code]) || 'FolderFailed', text)
}

/** What a rename did outlives a loss of power once its folder is on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be opened there
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Puts a file into a folder at once or not at all: a watcher never sees half of it. An old one of the name gives way. */
async function place(
  folder: string,
  name: string,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const temporary = join(folder, `.${randomUUID()}.part`)
  try {
    const handle = await open(temporary, 'wx', 0o640)
    await fill(handle)
      .then(() => handle.sync())
      .finally(() => handle.close())
    await rename(temporary, join(folder, name))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
}

export async function putBytes(folder: string, name: string, bytes: Buffer): Promise<{ ok: true } | Failure> {
  try {
    await place(folder, name, (handle) => handle.writeFile(bytes))
  } catch (error) {
    return failureOfFolder(error)
  }
  return settled(folder)
}

/** The file is where it belongs; that its name is not yet safe proves nothing against it. */
const settled = (folder: string): Promise<{ ok: true } | Failure> =>
  syncFolder(folder).then(
    () => ({ ok: true }),
    (error: unknown) => failure('FolderFailed', error instanceof Error ? error.message : String(error)),
  )

export interface FolderUpload {
  storeUuid: string
  name: string
  size: number
  open: () => Readable
}

class Source extends Error {}

/** Puts a file of a status into a directory of files, in a folder of its own; a repeat overwrites. */
export async function putFile(root: string, file: FolderUpload): Promise<{ ok: true } | Failure> {
  if (/[\r\n/\\]/.test(file.storeUuid + file.name))
    return failure('FileUnreadable', 'name with a slash or a line break')
  const folder = join(root, file.storeUuid)
  const source = file.open()
  let written = 0
  try {
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await place(folder, file.name, async (handle) => {
      const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
      const next = () =>
        chunks.next().catch((error: unknown) => {
          throw new Source(error instanceof Error ? error.message : String(error))
        })
      for (let chunk = await next(); !chunk.done; chunk = await next()) {
        await handle.writeFile(chunk.value)
        written += chunk.value.length
      }
    })
  } catch (error) {
    return error instanceof Source ? failure('FileUnreadable', error.message) : failureOfFolder(error)
  } finally {
    source.destroy()
  }
  if (written !== file.size)
    return failure('FileSizeDiffers', `${written} bytes of ${file.size} were written`)
  const safe = await settled(folder)
  return safe.ok ? settled(root) : safe
}
