import path from 'node:path'
import { keyOf, storeRoot } from '@/lib/files/store'

/** Where the bytes with this SHA-256 lie on the disk. */
export const pathOf = (sha256: Uint8Array): string => path.join(storeRoot(), '..', keyOf(sha256))
