import type { Readable } from 'node:stream'
import { env } from '@/lib/core/env'
import { openDirectory } from './blobs-directory'
import { openBucket } from './blobs-s3'

/** Bytes under a key like `files/ab/ab12…`, in a directory or a bucket that every web and worker sees. */
export type Blobs = {
  /** Moves a file of this machine there; what lies there already is the same or gives way. */
  put: (key: string, file: string, known: { sha256: Uint8Array; size: number }) => Promise<void>
  open: (key: string, options?: { start?: number; sha256?: Uint8Array }) => Readable
  stat: (key: string) => Promise<{ size: number; changedAt: Date } | null>
  remove: (key: string) => Promise<void>
  /** All keys that begin so. */
  list: (prefix: string) => AsyncIterable<{ key: string; changedAt: Date }>
}

let opened: Blobs | undefined

/** Where bytes lie: the bucket of FILES_S3_BUCKET, else the directory FILES_DIR, else DATA_DIR. */
export const blobs = (): Blobs => (opened ??= isBucket() ? openBucket(env()) : openDirectory(directory()))

export const isBucket = (): boolean => env().FILES_S3_BUCKET !== undefined
const directory = () => env().FILES_DIR ?? env().DATA_DIR
