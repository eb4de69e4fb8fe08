import http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { now } from '@/lib/core/clock'
import type { Upload, UploadOutcome } from './file-store'
import { failure, failureOf, type Failure } from './outcome'
import { amzDate, authorization, s3Path, type S3Keys } from '@/lib/core/sigv4'

export interface S3StoreSettings extends S3Keys {
  endpoint: string
  bucket: string
  /** Milliseconds of silence, and for the whole upload twenty times that. */
  timeoutMs: number
}

const WHOLE = 20
/** What a single PUT may carry (protocol.md, 4.5). */
const LIMIT = 100 * 1024 * 1024
const ANSWER_LIMIT = 65_536

const FULL = ['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded']
const DAMAGED = ['XAmzContentSHA256Mismatch', 'BadDigest', 'IncompleteBody', 'RequestTimeout']

function failureOfAnswer(status: number, body: string): Failure {
  const code = /<Code>([^<]{1,100})<\/Code>/.exec(body)?.[1] ?? ''
  const text = `HTTP ${status} ${code}`.trim()
  if (status === 507 || FULL.includes(code)) return failure('FileStoreFull', text)
  if (status === 413 || code === 'EntityTooLarge') return failure('FileTooLarge', text)
  if (DAMAGED.includes(code)) return failure('FileSizeDiffers', text)
  // Keys, clock, bucket or region: nothing passes until they are mended.
  if ([301, 307, 401, 403, 404].includes(status)) return failure('FileStoreRefused', text)
  return failure('ConnectionFailed', text)
}

type Answer = { ok: true; status: number; body: string } | Failure

function answerTo(request: http.ClientRequest): Promise<Answer> {
  return new Promise((resolve) => {
    request.on('error', (error) => resolve(failureOf(error)))
    request.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        if (body.length < ANSWER_LIMIT) body += chunk
      })
      response.on('error', (error) => resolve(failureOf(error)))
      response.on('end', () => resolve({ ok: true, status: response.statusCode ?? 0, body }))
    })
  })
}

class AnotherSize extends Error {}

/** Sends the bytes and sees that there are neither more nor fewer than was said. */
function send(source: Readable, size: number, request: http.ClientRequest): Promise<void> {
  return pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      let sent = 0
      for await (const chunk of chunks) {
        sent += chunk.length
        if (sent > size) break
        yield chunk
      }
      if (sent !== size) throw new AnotherSize(`not ${size} bytes are there to send`)
    },
    request,
  )
}

/**
 * Puts a file into СМЭВ's S3 store: bucket, key `<uuid>/<name>`, one streamed PUT (protocol.md, 4.5). The store checks the
 * bytes by their SHA-256. Repeating it overwrites, so it may be repeated.
 */
export async function uploadToS3(
  { endpoint, bucket, timeoutMs, ...keys }: S3StoreSettings,
  { storeUuid, name, size, sha256, open }: Upload,
): Promise<UploadOutcome> {
  if (/[\r\n/\\]/.test(storeUuid + name))
    return failure('FileUnreadable', 'name with a slash or a line break')
  if (size > LIMIT) return failure('FileTooLarge', `${size} bytes, a single PUT carries ${LIMIT}`)
  const url = new URL(s3Path(bucket, storeUuid, name), endpoint)
  const headers = {
    host: url.host,
    'x-amz-content-sha256': sha256 ? Buffer.from(sha256).toString('hex') : 'UNSIGNED-PAYLOAD',
    'x-amz-date': amzDate(now()),
  }
  const secure = url.protocol === 'https:'
  const request = (secure ? https : http).request(url, {
    method: 'PUT',
    agent: false,
    headers: {
      ...headers,
      'content-length': size,
      authorization: authorization({ method: 'PUT', url, headers }, keys),
    },
  })
  const late = (text: string) => request.destroy(Object.assign(new Error(text), { code: 'ETIMEDOUT' }))
  const deadline = setTimeout(() => late(`upload longer than ${timeoutMs * WHOLE} ms`), timeoutMs * WHOLE)
  request.setTimeout(timeoutMs, () => late(`silence of ${timeoutMs} ms`))
  const answer = answerTo(request)
  let unreadable: unknown
  try {
    const source = open()
    source.once('error', (error) => {
      // A request that broke takes its source with it.
      if (!request.destroyed) unreadable = error
    })
    await send(source, size, request).catch((error: unknown) => {
      if (error instanceof AnotherSize) throw error
    })
    if (unreadable) return failure('FileUnreadable', String(unreadable))
    const got = await answer
    if (!got.ok) return got
    return got.status >= 200 && got.status < 300 ? { ok: true } : failureOfAnswer(got.status, got.body)
  } catch (error) {
    return error instanceof AnotherSize
      ? failure('FileSizeDiffers', error.message)
      : failure('FileUnreadable', String(error))
  } finally {
    clearTimeout(deadline)
    request.destroy()
  }
}
