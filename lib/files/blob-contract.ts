import type { Readable } from 'node:stream'

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
