import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readEnv } from '@/lib/core/env'
import type { Blobs } from '@/lib/files/blob-contract'
import { openDirectory } from '@/lib/files/blobs-directory'
import { openBucket } from '@/lib/files/blobs-s3'
import { openS3, type S3Settings } from '@/simulators/s3/server'

const here = mkdtempSync(path.join(os.tmpdir(), 'blobs-'))
afterAll(() => rmSync(here, { recursive: true }))
const keys = { bucket: 'results', region: 'ru-central-1', accessKey: 'elk', secretKey: 'secret/+ %' }

let s3: Awaited<ReturnType<typeof openS3>>
let interfere: S3Settings['interfere']
beforeEach(() => (interfere = undefined))
beforeAll(async () => {
  s3 = await openS3({ ...keys, page: 2, interfere: (...given) => interfere?.(...given) ?? false })
})
afterAll(() => s3.close())

/** Of the server that a person names, or of ours. */
const bucket = (change: Record<string, string> = {}) =>
  openBucket(
    readEnv({
      FILES_S3_ENDPOINT: process.env.TRY_S3_ENDPOINT ?? s3.endpoint,
      FILES_S3_BUCKET: keys.bucket,
      FILES_S3_REGION: process.env.TRY_S3_REGION ?? keys.region,
      FILES_S3_ACCESS_KEY: process.env.TRY_S3_KEY ?? keys.accessKey,
      FILES_S3_SECRET: process.env.TRY_S3_SECRET ?? keys.secretKey,
      FILES_S3_PREFIX: 'elk/',
      ...change,
    }),
  )
const sha256 = (bytes: Buffer) => new Uint8Array(createHash('sha256').update(bytes).digest())
const keyOf = (bytes: Buffer) => {
  const name = Buffer.from(sha256(bytes)).toString('hex')
  return `files/${name.slice(0, 2)}/${name}`
}
function written(bytes: Buffer): string {
  const file = path.join(here, crypto.randomUUID())
  writeFileSync(file, bytes)
  return file
}
async function put(store: Blobs, bytes: Buffer) {
  const file = written(bytes)
  await store.put(keyOf(bytes), file, { sha256: sha256(bytes), size: bytes.length })
  expect(existsSync(file)).toBe(false)
}
const listed = async (store: Blobs, prefix: string) => {
  const found: string[] = []
  for await (const { key, changedAt } of store.list(prefix)) {
    expect(Math.abs(Date.now() - changedAt.getTime())).toBeLessThan(60_000)
    found.push(key)
  }
  return found.toSorted()
}
const large = Buffer.alloc(3_000_000, 'результат ')

describe.each([
  ['a directory', () => openDirectory(path.join(here, 'shared'))],
  ['a bucket', () => bucket()],
])('in %s', (_, open) => {
  it('bytes are kept, read whole and from a place on, found, and gone when they are removed', async () => {
    const store = open()
    const few = Buffer.from('%PDF')
    await put(store, large)
    await put(store, few)
    await put(store, few) // again
    expect((await buffer(store.open(keyOf(large), { sha256: sha256(large) }))).equals(large)).toBe(true)
    const rest = await buffer(store.open(keyOf(large), { start: 2_000_001, sha256: sha256(large) }))
    expect(rest.equals(large.subarray(2_000_001))).toBe(true)
    expect(await store.stat(keyOf(few))).toMatchObject({ size: 4 })
    expect(await store.stat('files/00/none')).toBeNull()
    await expect(buffer(store.open('files/00/none'))).rejects.toThrow()
    const five = ['1', '2', '3', '4', '5'].map((text) => Buffer.from(text))
    for (const one of five) await put(store, one)
    expect(await listed(store, 'files/')).toEqual([large, few, ...five].map(keyOf).toSorted())
    for (const one of [large, few, ...five]) await store.remove(keyOf(one))
    await store.remove(keyOf(few)) // another was faster
    expect(await listed(store, 'files/')).toEqual([])
  })
})

it('a directory keeps what is the same under a reader, and mends what is not', async () => {
  const root = path.join(here, 'same')
  const store = openDirectory(root)
  await put(store, large)
  const reading = store.open(keyOf(large))
  await put(store, large)
  expect((await buffer(reading)).equals(large)).toBe(true)
  writeFileSync(path.join(root, keyOf(large)), Buffer.alloc(large.length))
  await put(store, large)
  expect((await buffer(store.open(keyOf(large)))).equals(large)).toBe(true)
  expect(readdirSync(path.dirname(path.join(root, keyOf(large))))).toHaveLength(1)
})

describe.skipIf(process.env.TRY_S3_ENDPOINT)('a bucket that misbehaves', () => {
  it('is asked again after a failure that may pass, and not after a refusal', async () => {
    let failures = 2
    interfere = (_, response) =>
      failures-- > 0 && Boolean(response.writeHead(503).end('<Code>SlowDown</Code>'))
    await put(bucket(), large)
    expect(failures).toBe(-1)
    interfere = undefined
    const before = s3.seen.length
    await expect(bucket({ FILES_S3_SECRET: 'other' }).stat(keyOf(large))).rejects.toThrow('403')
    const file = written(large)
    const wrong = bucket({ FILES_S3_SECRET: 'other' }).put(keyOf(large), file, {
      sha256: sha256(large),
      size: large.length,
    })
    await expect(wrong).rejects.toThrow('403 SignatureDoesNotMatch')
    expect(s3.seen.length - before).toBe(2)
    expect(existsSync(file)).toBe(true)
  })

  it('refuses bytes that were damaged on their way', async () => {
    const given = { sha256: sha256(Buffer.from('other')), size: large.length }
    await expect(bucket().put('files/aa/x', written(large), given)).rejects.toThrow(
      'XAmzContentSHA256Mismatch',
    )
    expect(await bucket().stat('files/aa/x')).toBeNull()
  })

  it('breaks off in the midst: the reading goes on where it broke', async () => {
    await put(bucket(), large)
    let broken = 0
    interfere = (request, response) => {
      if (request.method !== 'GET' || request.headers.range || broken++) return false
      response.writeHead(200, { 'content-length': large.length })
      response.write(large.subarray(0, 1_000_000), () => response.destroy())
      return true
    }
    expect((await buffer(bucket().open(keyOf(large), { sha256: sha256(large) }))).equals(large)).toBe(true)
    expect(s3.seen.at(-1)).toContain('bytes=')
  })

  it('gives other bytes, or another part: nothing whole comes out', async () => {
    const other = Buffer.alloc(large.length)
    s3.kept.set(`elk/${keyOf(large)}`, { bytes: other, at: new Date() })
    const read: Buffer[] = []
    const reading = async () => {
      for await (const chunk of bucket().open(keyOf(large), { sha256: sha256(large) }))
        read.push(chunk as Buffer)
    }
    await expect(reading()).rejects.toThrow('other bytes')
    expect(Buffer.concat(read).length).toBeLessThan(large.length)
    interfere = (_, response) => Boolean(response.writeHead(200, { 'content-length': 4 }).end('%PDF'))
    await expect(buffer(bucket().open(keyOf(large), { start: 2 }))).rejects.toThrow('another part')
  })

  it('keeps versions: nothing can be destroyed in it, and it is said', async () => {
    interfere = (_, response) => Boolean(response.writeHead(204, { 'x-amz-delete-marker': 'true' }).end())
    await expect(bucket().remove(keyOf(large))).rejects.toThrow('versioning')
  })
})

it('the line is encrypted but on this machine, unless somebody says otherwise', () => {
  const settings =
    (FILES_S3_ENDPOINT: string, more = {}) =>
    () =>
      readEnv({ FILES_S3_BUCKET: 'x', FILES_S3_ENDPOINT, ...more })
  expect(settings('http://10.0.0.1:9000')).toThrow('FILES_S3_PLAIN')
  expect(settings('http://127.0.0.1.example.org')).toThrow('FILES_S3_PLAIN')
  expect(settings('')).toThrow('FILES_S3_ENDPOINT')
  expect(settings('http://10.0.0.1:9000', { FILES_S3_PLAIN: '1' })).not.toThrow()
  expect(settings('https://s3.example.org')).not.toThrow()
  expect(settings('http://127.0.0.1:9000')).not.toThrow()
})
