import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { Streebog } from '@/lib/gost/streebog'
import { env } from '@/lib/core/env'
import { Refusal } from '@/lib/core/errors'
import { log, trace } from '@/lib/core/logger'
import { blobs } from './blobs'
import { BucketRefused } from './blobs-s3'
import { scanBytes } from './scan-bytes'

export type Stored = {
  sha256: Uint8Array<ArrayBuffer>
  streebog256: Uint8Array<ArrayBuffer>
  size: number
  /** Puts the bytes in their place; before it they are nowhere. */
  keep: () => Promise<void>
  /** Forgets bytes that were not kept. */
  drop: () => Promise<void>
}

/** Where bodies are written while they come. Beside the files when these lie in a directory: a rename takes them there. */
export const storeRoot = () =>
  path.resolve(/* turbopackIgnore: true */ env().FILES_DIR ?? env().DATA_DIR, 'files')

/** The key of the bytes with this SHA-256. Names given by people never become one. */
export function keyOf(sha256: Uint8Array): string {
  const name = Buffer.from(sha256).toString('hex')
  return `files/${name.slice(0, 2)}/${name}`
}

export const openFile = (sha256: Uint8Array, start?: number): Readable =>
  blobs().open(keyOf(sha256), { start, sha256 })

/**
 * Streams a body to disk: temporary file, fsync; `keep` moves it to its key. Counts and digests on the way and
 * stops at the limit, so that neither memory nor disk holds more than was allowed.
 * @throws Refusal when the body is empty, too large, cut off, infected, or the disk is full. Nothing stays behind then.
 */
export async function storeBody(
  body: ReadableStream<Uint8Array>,
  accept: (head: Uint8Array) => void,
): Promise<Stored> {
  const limit = env().FILES_MAX_BYTES
  const temporary = path.join(storeRoot(), 'tmp', crypto.randomUUID())
  const sha256 = createHash('sha256')
  const streebog = new Streebog(256)
  let size = 0
  let head = new Uint8Array()
  let judged = false
  let handle: FileHandle | undefined
  try {
    await mkdir(path.dirname(temporary), { recursive: true })
    handle = await open(temporary, 'wx')
    for await (const chunk of body) {
      size += chunk.length
      if (size > limit) throw new Refusal('INVALID', 'files.tooBig', { values: { limit } })
      if (!judged) {
        head = Uint8Array.from([...head, ...chunk.subarray(0, 64)])
        if ((judged = head.length >= 64)) accept(head)
      }
      sha256.update(chunk)
      streebog.update(chunk)
      await handle.writeFile(chunk) // write() alone may take less than it was given, without a word
    }
    if (size === 0) throw new Refusal('INVALID', 'files.empty')
    if (!judged) accept(head)
    await handle.sync()
    if ((await handle.stat()).size !== size) throw new Refusal('LIMIT', 'files.diskFull')
    await handle.close()
    await scanBytes(() => createReadStream(temporary))
    const digest = new Uint8Array(sha256.digest())
    return {
      sha256: digest,
      streebog256: new Uint8Array(streebog.digest()),
      size,
      keep: () => blobs().put(keyOf(digest), temporary, { sha256: digest, size }).catch(explainKeep),
      drop: () => rm(temporary, { force: true }),
    }
  } catch (error) {
    await handle?.close().catch(() => {})
    await rm(temporary, { force: true })
    throw explain(error)
  }
}

function explain(error: unknown): unknown {
  if (error instanceof Refusal) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Refusal('LIMIT', 'files.diskFull')
  if (
    code === 'ECONNRESET' ||
    code === 'ABORT_ERR' ||
    (error instanceof Error && /abort|terminated/i.test(error.name + error.message))
  )
    return new Refusal('INVALID', 'files.cutOff')
  return error
}

function explainKeep(error: unknown): never {
  const told = explain(error)
  if (told instanceof Refusal) throw told
  log.error('files.away', trace(error))
  if (error instanceof BucketRefused && error.status === 507) throw new Refusal('LIMIT', 'files.diskFull')
  throw new Refusal('UNAVAILABLE', 'files.storeAway')
}

/** Their size, or null when the bytes are gone. */
export const sizeOf = async (sha256: Uint8Array): Promise<number | null> =>
  (await blobs().stat(keyOf(sha256)))?.size ?? null
