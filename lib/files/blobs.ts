import { env } from '@/lib/core/env'
import type { Blobs } from './blob-contract'
import { openDirectory } from './blobs-directory'
import { openBucket } from './blobs-s3'

let opened: Blobs | undefined

/** Where bytes lie: the bucket of FILES_S3_BUCKET, else the directory FILES_DIR, else DATA_DIR. */
export const blobs = (): Blobs => (opened ??= isBucket() ? openBucket(env()) : openDirectory(directory()))

export const isBucket = (): boolean => env().FILES_S3_BUCKET !== undefined
const directory = () => env().FILES_DIR ?? env().DATA_DIR
