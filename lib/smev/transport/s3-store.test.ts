import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uploadToS3 } from './s3-store'
import { authorization } from '@/lib/core/sigv4'

const keys = { accessKey: 'elk', secretKey: 'secret', region: 'ru-central-1' }
const kept = new Map<string, Buffer>()
type Play = (request: IncomingMessage, response: ServerResponse) => void
let play: Play | undefined
let server: http.Server
let endpoint = ''

const refuse = (response: ServerResponse, status: number, code: string) =>
  void response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`)

/** Keeps what is signed right and whole, as S3 does. */
const honest: Play = (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const given = request.headers
    const signed = /SignedHeaders=([^,]+)/.exec(given.authorization ?? '')?.[1]?.split(';') ?? []
    const headers = Object.fromEntries(signed.map((name) => [name, String(given[name])]))
    const url = new URL(request.url ?? '', endpoint)
    if (given.authorization !== authorization({ method: request.method ?? '', url, headers }, keys))
      return refuse(response, 403, 'SignatureDoesNotMatch')
    const body = Buffer.concat(chunks)
    const hash = createHash('sha256').update(body).digest('hex')
    if (given['x-amz-content-sha256'] !== hash) return refuse(response, 400, 'XAmzContentSHA256Mismatch')
    kept.set(decodeURIComponent(url.pathname), body)
    response.writeHead(200, { ETag: '"x"' }).end()
  })
}

beforeAll(async () => {
  server = http.createServer((request, response) => (play ?? honest)(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const storeUuid = '3f0d2a10-a9a1-11f1-8a77-020000000001'
const file = (bytes: Buffer, name = 'reshenie.pdf') => ({
  storeUuid,
  name,
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest(),
  open: () => Readable.from([bytes]),
})
const settings = (change = {}) => ({ endpoint, bucket: 'attachment', timeoutMs: 2000, ...keys, ...change })
const bytes = Buffer.from('%PDF-1.7\nрезультат')

describe('S3 file store', () => {
  it('keeps every byte under the uuid and the name, and a repeat overwrites', async () => {
    play = undefined
    const large = Buffer.alloc(3_000_000, 'abc')
    expect(await uploadToS3(settings(), file(large, 'a b.pdf'))).toEqual({ ok: true })
    expect(kept.get(`/attachment/${storeUuid}/a b.pdf`)?.equals(large)).toBe(true)
    expect(await uploadToS3(settings(), file(bytes, 'a b.pdf'))).toEqual({ ok: true })
    expect(kept.get(`/attachment/${storeUuid}/a b.pdf`)?.equals(bytes)).toBe(true)
  })

  it('tells a wrong key, damaged bytes, another size, a missing file, a bad name, too large a file', async () => {
    play = undefined
    const fault = async (change: object, other: object = {}) => {
      const outcome = await uploadToS3(settings(change), { ...file(bytes), ...other })
      return outcome.ok ? 'ok' : outcome.fault
    }
    expect(await fault({ secretKey: 'other' })).toBe('FileStoreRefused')
    expect(await fault({}, { sha256: Buffer.alloc(32) })).toBe('FileSizeDiffers')
    expect(await fault({}, { size: bytes.length + 1 })).toBe('FileSizeDiffers')
    expect(await fault({}, { size: bytes.length - 1 })).toBe('FileSizeDiffers')
    expect(await fault({}, { open: () => createReadStream('/nowhere/at/all') })).toBe('FileUnreadable')
    expect(await fault({}, { name: '../x' })).toBe('FileUnreadable')
    expect(await fault({}, { size: 100 * 1024 * 1024 + 1 })).toBe('FileTooLarge')
    expect(await fault({ endpoint: 'http://127.0.0.1:1' })).toBe('ConnectionRefused')
  })

  it.each([
    [403, 'RequestTimeTooSkewed', 'FileStoreRefused'],
    [404, 'NoSuchBucket', 'FileStoreRefused'],
    [507, '', 'FileStoreFull'],
    [400, 'QuotaExceeded', 'FileStoreFull'],
    [400, 'EntityTooLarge', 'FileTooLarge'],
    [503, 'SlowDown', 'ConnectionFailed'],
    [500, 'InternalError', 'ConnectionFailed'],
  ])('an answer %i %s is %s', async (status, code, fault) => {
    play = (request, response) => void request.resume().on('end', () => refuse(response, status, code))
    expect(await uploadToS3(settings(), file(bytes))).toMatchObject({ ok: false, fault })
  })

  it('does not wait for ever for silence, nor mind a cut', async () => {
    play = () => undefined
    expect(await uploadToS3(settings({ timeoutMs: 200 }), file(bytes))).toMatchObject({ fault: 'Timeout' })
    play = (request) => request.socket.destroy()
    expect(await uploadToS3(settings(), file(bytes))).toMatchObject({ fault: 'ConnectionReset' })
    const endless = new Readable({ read() {} })
    const stuck = { ...file(bytes), open: () => endless }
    play = undefined
    expect(await uploadToS3(settings({ timeoutMs: 200 }), stuck)).toMatchObject({ fault: 'Timeout' })
  })
})
