import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { now } from '@/lib/core/clock'
import type { Env } from '@/lib/core/env'
import { amzDate, authorization, s3Path } from '@/lib/core/sigv4'
import type { Blobs } from './blob-contract'

const EMPTY = createHash('sha256').digest('hex')
const TRIES = 3
const SILENCE_MS = 30_000
const ANSWER_LIMIT = 2_000_000 // a page of a list

type Call = {
  method: 'PUT' | 'GET' | 'HEAD' | 'DELETE'
  key?: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: { file: string; size: number; sha256: Uint8Array }
}

/** What the store answered instead of doing what was asked. */
export class BucketRefused extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`the file store answered ${status} ${/<Code>([^<]{1,100})<\/Code>/.exec(text)?.[1] ?? ''}`.trim())
  }
}
const mayPass = (error: unknown) =>
  !(error instanceof BucketRefused) || error.status >= 500 || error.status === 429

/** A bucket of an S3-compatible store, addressed by path. Nobody but us gets at it: no address is ever signed for a browser. */
export function openBucket(given: Env): Blobs {
  const { FILES_S3_BUCKET: bucket = '', FILES_S3_ENDPOINT: endpoint = '', FILES_S3_PREFIX: prefix } = given
  const keys = {
    accessKey: given.FILES_S3_ACCESS_KEY,
    secretKey: given.FILES_S3_SECRET,
    region: given.FILES_S3_REGION,
  }
  const call = async ({ method, key, query = {}, headers: more, body }: Call): Promise<IncomingMessage> => {
    const url = new URL(s3Path(bucket, ...(key === undefined ? [] : `${prefix}${key}`.split('/'))), endpoint)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const headers = {
      host: url.host,
      'x-amz-content-sha256': body ? Buffer.from(body.sha256).toString('hex') : EMPTY,
      'x-amz-date': amzDate(now()),
      ...more,
    }
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      headers: {
        ...headers,
        ...(body && { 'content-length': body.size }),
        authorization: authorization({ method, url, headers }, keys),
      },
    })
    request.setTimeout(SILENCE_MS, () =>
      request.destroy(Object.assign(new Error('the file store is silent'), { code: 'ETIMEDOUT' })),
    )
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve)
      request.once('error', reject)
    })
    answer.catch(() => undefined)
    // A store that refuses answers before it has read everything: its answer says more than the broken line.
    if (body) await pipeline(createReadStream(body.file), request).catch(() => undefined)
    else request.end()
    const response = await answer
    const status = response.statusCode ?? 0
    if (status >= 200 && status < 300) return response
    throw new BucketRefused(status, method === 'HEAD' ? '' : await textOf(response))
  }
  const insist = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await work()
      } catch (error) {
        if (tries >= TRIES || !mayPass(error)) throw error
      }
    }
  }
  const ended = async (given: Call): Promise<{ text: string; headers: IncomingMessage['headers'] }> => {
    const response = await call(given)
    return { text: await textOf(response), headers: response.headers }
  }
  return {
    async put(key, file, { sha256, size }) {
      await insist(() => ended({ method: 'PUT', key, body: { file, size, sha256 } }))
      await rm(file, { force: true })
    },
    open: (key, options) =>
      Readable.from(bytesOf(call, key, options), { objectMode: false, highWaterMark: 65_536 }),
    stat: (key) =>
      insist(() => ended({ method: 'HEAD', key })).then(
        ({ headers }) => ({
          size: Number(headers['content-length']),
          changedAt: new Date(headers['last-modified'] ?? 0),
        }),
        (error: unknown) => (isGone(error) ? null : Promise.reject(error)),
      ),
    async remove(key) {
      const { headers } = await insist(() => ended({ method: 'DELETE', key })).catch((error: unknown) =>
        isGone(error) ? { headers: {} as IncomingMessage['headers'] } : Promise.reject(error),
      )
      // The bytes are there still: what must end with its term would not.
      if (headers['x-amz-delete-marker'] === 'true')
        throw new Error('the bucket keeps versions, so nothing can be destroyed in it: switch versioning off')
    },
    async *list(from) {
      for (let token = ''; ;) {
        const query = {
          'list-type': '2',
          prefix: `${prefix}${from}`,
          ...(token && { 'continuation-token': token }),
        }
        const { text } = await insist(() => ended({ method: 'GET', query }))
        for (const [entry] of text.matchAll(/<Contents>.*?<\/Contents>/gs)) {
          const key = inside(entry, 'Key')
          if (key?.startsWith(prefix))
            yield {
              key: key.slice(prefix.length),
              changedAt: new Date(inside(entry, 'LastModified') ?? Number.NaN),
            }
        }
        const next = inside(text, 'NextContinuationToken')
        if (!next) return
        token = next
      }
    },
  }
}

/** Of a text without entities: keys are ours, tokens are opaque. */
const inside = (text: string, tag: string) =>
  new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text)?.[1]?.replaceAll('&amp;', '&')

const isGone = (error: unknown) => error instanceof BucketRefused && error.status === 404

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>)
    if (text.length < ANSWER_LIMIT) text += chunk
  return text
}

/**
 * What lies there from `start` on. A line that breaks goes on where it broke; a whole file is believed when its SHA-256 is the given
 * one: its last piece is not let go before.
 */
async function* bytesOf(
  call: (given: Call) => Promise<IncomingMessage>,
  key: string,
  { start = 0, sha256 }: { start?: number; sha256?: Uint8Array } = {},
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let [at, total, tries] = [start, Infinity, 0]
  let held: Buffer | undefined
  while (at < total) {
    let response: IncomingMessage | undefined
    try {
      const range: Record<string, string> = at > 0 ? { range: `bytes=${at}-` } : {}
      response = await call({ method: 'GET', key, headers: range })
      total = wholeOf(response, at)
      for await (const chunk of response as AsyncIterable<Buffer>) {
        at += chunk.length
        hash.update(chunk)
        if (held) yield held
        held = chunk
      }
      if (at < total) throw new Error('the file store broke off')
    } catch (error) {
      if (error instanceof WrongRange || !mayPass(error) || ++tries >= TRIES) throw error
    } finally {
      response?.destroy()
    }
  }
  if (start === 0 && sha256 && !hash.digest().equals(sha256))
    throw new Error('the file store gave other bytes than were put there')
  if (held) yield held
}

class WrongRange extends Error {}

function wholeOf({ statusCode, headers }: IncomingMessage, at: number): number {
  if (at === 0) return Number(headers['content-length'])
  const [, from, whole] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '') ?? []
  if (statusCode !== 206 || Number(from) !== at)
    throw new WrongRange('the file store gave another part than was asked for')
  return Number(whole)
}
