import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { SEALED } from './archive.mjs'
import { opened, sealed, type BackupKey } from './sealed.mjs'

export type Copied = { size: number; sha256: string }
/** Under which key bytes lie in a backup, and to what they are bound. None: in plain. */
export type Seal = { key: BackupKey; name: string } | undefined
type Bytes = AsyncIterable<Buffer> | Iterable<Buffer>

/** Puts bytes into a backup, safe on the disk. Size and digest are of what they are, not of how they lie there. */
export async function keepBytes(bytes: Bytes, to: string, seal: Seal): Promise<Copied> {
  const measured = measure(bytes)
  await write(seal ? sealed(measured.bytes, seal.key, seal.name) : measured.bytes, lying(to, seal))
  return measured.result()
}

/** Keeps what the file holds now. A file that is gone by now: undefined. */
export async function keepFile(from: string, to: string, seal: Seal): Promise<Copied | undefined> {
  const source = await open(from, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return source && keepBytes(source.createReadStream({ highWaterMark: 1 << 20 }), to, seal)
}

/** Takes bytes out of a backup, safe on the disk. */
export async function bringFile(from: string, to: string, seal: Seal): Promise<Copied> {
  const source = (await open(lying(from, seal), 'r')).createReadStream({ highWaterMark: 1 << 20 })
  const measured = measure(seal ? opened(source, [seal.key], seal.name) : source)
  await write(measured.bytes, to)
  return measured.result()
}

/** The name of a file that may be sealed. */
export const lying = (file: string, seal: unknown) => (seal ? `${file}${SEALED}` : file)

function measure(source: Bytes) {
  const hash = createHash('sha256')
  let size = 0
  async function* passing() {
    for await (const chunk of source) {
      hash.update(chunk)
      size += chunk.length
      yield chunk
    }
  }
  return { bytes: passing(), result: () => ({ size, sha256: hash.digest('hex') }) }
}

async function write(bytes: Bytes, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 })
  const target = await open(to, 'wx', 0o600)
  try {
    for await (const chunk of bytes) await target.writeFile(chunk)
    await target.sync()
  } finally {
    await target.close()
  }
}

/** Makes names safe that were made in this folder. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
