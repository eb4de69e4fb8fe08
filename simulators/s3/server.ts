// A file store that speaks S3 over loopback: one bucket, addressed by path, signatures of version 4 checked as Amazon's rules say.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const SKEW_MS = 15 * 60_000
const PAGE = 1000

export type S3Settings = {
  port?: number
  bucket: string
  region: string
  accessKey: string
  secretKey: string
  page?: number
  /** What it does instead, for a test: true when it has answered. */
  interfere?: (request: IncomingMessage, response: ServerResponse) => boolean
}
type Kept = { bytes: Buffer; at: Date }

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const encode = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => {
      const sign = String.fromCharCode(byte)
      return /[A-Za-z0-9\-._~]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

/** The code of S3's refusal, or nothing when the request is signed right. */
export function wrongSignature(
  { method = '', url = '', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  { region, accessKey, secretKey }: Pick<S3Settings, 'region' | 'accessKey' | 'secretKey'>,
  at: Date,
): string | undefined {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const [, key, day = '', place, names = '', signature = ''] = form.exec(headers.authorization ?? '') ?? []
  if (!key) return 'AccessDenied'
  if (key !== accessKey) return 'InvalidAccessKeyId'
  if (place !== region) return 'AuthorizationHeaderMalformed'
  const moment = String(headers['x-amz-date'] ?? '')
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(moment) ?? []
  const [year = 0, month = 0, date = 0, hour, minute, second] = parts.map(Number)
  const said = Date.UTC(year, month - 1, date, hour, minute, second)
  if (!moment.startsWith(day) || !(Math.abs(at.getTime() - said) <= SKEW_MS)) return 'RequestTimeTooSkewed'
  const signed = names.split(';')
  const must = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))]
  if (!must.every((name) => signed.includes(name))) return 'AccessDenied'
  const [path = '', query = ''] = url.split('?')
  const canonical = [
    method,
    path
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    query.split('&').filter(Boolean).map((pair) => pair.split('=').map((half) => encode(decodeURIComponent(half.replaceAll('+', ' '))))).map(([name, value = '']) => `${name}=${value}`).sort().join('&'), // prettier-ignore
    ...signed.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    names,
    String(headers['x-amz-content-sha256'] ?? ''),
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const secret = hmac(hmac(hmac(hmac(`AWS4${secretKey}`, day), region), 's3'), 'aws4_request')
  const right = hmac(secret, ['AWS4-HMAC-SHA256', moment, scope, sha256(canonical)].join('\n'))
  return timingSafeEqual(right, Buffer.from(signature, 'hex')) ? undefined : 'SignatureDoesNotMatch'
}

const statuses: Record<string, number> = {
  NoSuchKey: 404,
  NoSuchBucket: 404,
  InvalidRange: 416,
  XAmzContentSHA256Mismatch: 400,
  MissingContentLength: 411,
  MethodNotAllowed: 405,
}

export async function openS3(settings: S3Settings) {
  const kept = new Map<string, Kept>()
  const seen: string[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const refuse = (code: string) =>
      void response
        .writeHead(statuses[code] ?? 403)
        .end(request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code></Error>`)
    seen.push(`${request.method} ${request.url}${request.headers.range ? ` ${request.headers.range}` : ''}`)
    if (settings.interfere?.(request, response)) return
    const wrong = wrongSignature(request, settings, new Date())
    if (wrong) return refuse(wrong)
    if (request.headers['x-amz-content-sha256'] !== sha256(body)) return refuse('XAmzContentSHA256Mismatch')
    const url = new URL(request.url ?? '', 'http://s3')
    const [, bucket, ...rest] = url.pathname.split('/').map(decodeURIComponent)
    const key = rest.join('/')
    if (bucket !== settings.bucket) return refuse('NoSuchBucket')
    if (!key) return list(url.searchParams, response)
    const found = kept.get(key)
    switch (request.method) {
      case 'PUT':
        if (request.headers['content-length'] === undefined) return refuse('MissingContentLength')
        kept.set(key, { bytes: body, at: new Date() })
        return void response.writeHead(200).end()
      case 'DELETE':
        kept.delete(key)
        return void response.writeHead(204).end()
      case 'HEAD':
      case 'GET': {
        if (!found) return refuse('NoSuchKey')
        const { bytes, at } = found
        const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
        if (from > 0 && from >= bytes.length) return refuse('InvalidRange')
        const part = bytes.subarray(from)
        response.writeHead(from > 0 ? 206 : 200, {
          'content-length': part.length,
          'last-modified': at.toUTCString(),
          ...(from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
        })
        return void response.end(request.method === 'GET' ? part : undefined)
      }
      default:
        return refuse('MethodNotAllowed')
    }
  }
  const list = (query: URLSearchParams, response: ServerResponse) => {
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString()
    const keys = [...kept.keys()]
      .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
      .sort()
    const page = keys.slice(0, settings.page ?? PAGE)
    const more = page.length < keys.length
    const contents = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><LastModified>${kept.get(key)?.at.toISOString()}</LastModified></Contents>`,
    )
    const token = more
      ? `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64')}</NextContinuationToken>`
      : ''
    response.end(
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join('')}${token}</ListBucketResult>`,
    )
  }
  const server = http.createServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  )
  await new Promise<void>((done) => server.listen(settings.port ?? 0, '127.0.0.1', done))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kept,
    seen,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
