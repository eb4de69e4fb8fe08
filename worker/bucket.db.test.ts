import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, expect, it, vi } from 'vitest'

// Before anything reads the environment: files lie in a bucket, and this machine has a folder of its own for what is under way.
const { s3, data, settings } = await vi.hoisted(async () => {
  const { openS3 } = await import('@/simulators/s3/server')
  const { mkdtempSync } = await import('node:fs')
  const keys = { bucket: 'results', region: 'ru-1', accessKey: 'elk', secretKey: 'secret' }
  const settings: import('@/simulators/s3/server').S3Settings = { ...keys }
  const s3 = await openS3(settings)
  const data = mkdtempSync('/tmp/bucket-')
  Object.assign(process.env, {
    FILES_DIR: data,
    FILES_S3_ENDPOINT: s3.endpoint,
    FILES_S3_BUCKET: keys.bucket,
    FILES_S3_REGION: keys.region,
    FILES_S3_ACCESS_KEY: keys.accessKey,
    FILES_S3_SECRET: keys.secretKey,
  })
  return { s3, data, settings }
})

import { now } from '@/lib/core/clock'
import { attachFile } from '@/lib/files/attach-file'
import { keyOf, openFile } from '@/lib/files/store'
import { destroyDue } from '@/lib/personal-data/destroy-due'
import { card, change, desk, openDesk, passDelays, register, reply, views } from './desk.kit'
import { codes, head, importsOf, xlsx } from './imports.kit'
import { importKinds } from './import-kinds'
import { databaseUrl, openLogFolder } from './message-log.kit'
import { deliver } from './tasks/deliver'
import { pollAnswers } from './tasks/poll-answers'
import { runImports } from './tasks/run-imports'
import { sweepUploads } from './tasks/sweep-uploads'

openDesk()
const log = openLogFolder()
const acts = mkdtempSync(path.join(os.tmpdir(), 'acts-'))
afterAll(() => {
  s3.close()
  for (const folder of [data, acts, log.folder]) rmSync(folder, { recursive: true, force: true })
})

/** What lies on this machine itself. */
const here = () =>
  existsSync(data)
    ? readdirSync(data, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    : []
const digestOf = (text: string) => new Uint8Array(createHash('sha256').update(text).digest())
const answered = async (orderNumber: string, kind: 'Create' | 'Update') => {
  await deliver(desk.smev.gateway)
  reply(desk.smev.sent.length - 1, orderNumber, 0, kind)
  await pollAnswers(desk.smev.gateway)
}

it('a file goes through the bucket to the store of СМЭВ, from any place on, and ends with its term', async () => {
  const { id, orderNumber } = await register()
  await answered(orderNumber, 'Create')
  const text = `%PDF-1.7\n${crypto.randomUUID()}${'результат '.repeat(20_000)}`
  const file = await attachFile(desk.planted.clerk, {
    applicationId: id,
    name: 'a.pdf',
    body: new Blob([text]).stream(),
  })
  const key = keyOf(digestOf(text))
  expect([...s3.kept.keys()]).toEqual([key])
  expect(here()).toEqual([])
  expect(String(await buffer(openFile(digestOf(text))))).toBe(text)
  await change(id, 3, [file.id])
  const given: Buffer[] = []
  const upload = desk.smev.gateway
  upload.upload = async ({ open }) => {
    given.push(await buffer(open(0)), await buffer(open(70_000)))
    return { ok: true }
  }
  await answered(orderNumber, 'Update')
  expect(given.map(String)).toEqual([text, Buffer.from(text).subarray(70_000).toString()])
  await log.seal()
  const before = new Date(now().getTime() + 60_000)
  const act = await destroyDue(databaseUrl(), { before, by: 'test', reason: 'term', folder: acts })
  expect(act?.files.length).toBeGreaterThan(0)
  expect(s3.kept.has(key)).toBe(false)
})

it('what uploads left behind goes after a day; what a row knows, and what is fresh, stays', async () => {
  const { id } = await register()
  const text = `%PDF-1.7\n${crypto.randomUUID()}`
  await attachFile(desk.planted.clerk, { applicationId: id, name: 'a.pdf', body: new Blob([text]).stream() })
  const old = new Date(now().getTime() - 25 * 3_600_000)
  const bytes = Buffer.from('x')
  const key = keyOf(digestOf(text))
  const [gone, fresh] = [keyOf(digestOf(crypto.randomUUID())), keyOf(digestOf(crypto.randomUUID()))]
  const table = `imports/${crypto.randomUUID()}`
  for (const one of [gone, table]) s3.kept.set(one, { bytes, at: old })
  s3.kept.set(fresh, { bytes, at: now() })
  s3.kept.set(key, { bytes: Buffer.from(text), at: old })
  expect(await sweepUploads()).toBe(2)
  expect([gone, table, fresh, key].map((one) => s3.kept.has(one))).toEqual([false, false, true, true])
})

it('a table comes to another machine’s worker through the bucket, and nothing of it stays behind', async () => {
  const mine = importsOf(desk.planted.administrator)
  const [code = '', bad = ''] = codes(2)
  const rows = [
    head,
    [`Услуга ${code}`, code, `-${code}`, '10', 'ФЛ', '4', 'да'],
    ['', bad, 'x', '10', 'ФЛ', '4', 'да'],
  ]
  const id = await mine.send(await xlsx(rows))
  expect(s3.kept.has(`imports/${id}`)).toBe(true)
  expect(here()).toEqual([])
  await runImports(importKinds)
  await mine.choose(id)
  await runImports(importKinds)
  expect(await mine.get(id)).toMatchObject({ counts: { created: 1, errors: 1 } })
  expect(await mine.failed(id)).toHaveLength(2)
  await mine.confirm(id)
  await runImports(importKinds)
  expect(await mine.get(id)).toMatchObject({ state: 'DONE' })
  await mine.cancel(id).catch(() => undefined)
  expect(here()).toEqual([])
})

it('a store that is away is told to the clerk, and what has files waits without harm until it answers', async () => {
  const { id, orderNumber } = await register()
  await answered(orderNumber, 'Create')
  const body = () => new Blob([`%PDF-1.7\n${crypto.randomUUID()}`]).stream()
  const { id: fileId } = await attachFile(desk.planted.clerk, {
    applicationId: id,
    name: 'a.pdf',
    body: body(),
  })
  settings.interfere = (_, response) => Boolean(response.writeHead(503).end())
  await expect(
    attachFile(desk.planted.clerk, { applicationId: id, name: 'b.pdf', body: body() }),
  ).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'files.storeAway' })
  expect(here()).toEqual([])
  await change(id, 3, [fileId])
  for (let times = 0; times < 6; times++) {
    await deliver(desk.smev.gateway)
    await passDelays()
  }
  settings.interfere = undefined
  await answered(orderNumber, 'Update')
  expect(views(await card(id))[0]).toEqual([2, 'accepted'])
})
