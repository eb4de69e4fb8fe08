import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerApplication } from '@/lib/applications/register-application'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { filledForm, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { attachFile } from './attach-file'
import { getFile } from './get-file'
import { removeFile } from './remove-file'
import { pathOf } from '@/scripts/testing/path-of'

let planted: Planted
let id: string
beforeAll(async () => {
  planted = await plantTestOrganisation()
  id = (
    await registerApplication(planted.clerk, {
      idempotencyKey: crypto.randomUUID(),
      form: filledForm(planted),
    })
  ).id
})
afterAll(disconnect)

const pdf = (size = 1000) => new Blob(['%PDF-1.7\n', 'x'.repeat(size)])
const attach = (name: string, body: Blob) =>
  attachFile(planted.clerk, { applicationId: id, name, body: body.stream() })
const left = () => {
  try {
    return readdirSync(path.resolve(env().DATA_DIR, 'files/tmp'))
  } catch {
    return []
  }
}

it('keeps the very bytes under their digest and gives them back', async () => {
  const { id: fileId, size } = await attach('Решение.pdf', pdf(200_000))
  const file = await getFile(planted.clerk, { fileId })
  expect(file).toMatchObject({ name: 'Решение.pdf', mimeType: 'application/pdf', size })
  expect(readFileSync(pathOf(file.sha256)).equals(Buffer.from(await pdf(200_000).arrayBuffer()))).toBe(true)
})

it.each([
  ['пустой.pdf', new Blob([]), 'files.empty'],
  ['setup.pdf', new Blob(['MZ', 'x'.repeat(500)]), 'files.content'],
  ['setup.exe', new Blob(['MZ', 'x'.repeat(500)]), 'files.kind'],
])('refuses %s with nothing left behind', async (name, body, message) => {
  const before = await inOrganisation(planted.clerk, (tx) => tx.file.count())
  await expect(attach(name, body)).rejects.toMatchObject({ message: expect.stringContaining(message) })
  expect(await inOrganisation(planted.clerk, (tx) => tx.file.count())).toBe(before)
  expect(left()).toEqual([])
})

it('stops a body at the limit without reading on', async () => {
  let given = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += 1 << 20
      controller.enqueue(new Uint8Array(1 << 20).fill(given === 1 << 20 ? 0x25 : 0))
      if (given > 4 * env().FILES_MAX_BYTES) controller.error(new Error('read far past the limit'))
    },
  })
  const first = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('%PDF-1.7\n')),
  })
  const body = endless.pipeThrough(first)
  await expect(
    attachFile(planted.clerk, { applicationId: id, name: 'большой.pdf', body }),
  ).rejects.toMatchObject({ message: expect.stringContaining('files.tooBig') })
  expect(left()).toEqual([])
})

it('takes a file away once, and not from another organisation', async () => {
  const other = await plantTestOrganisation()
  const { id: fileId } = await attach('лишний.pdf', pdf())
  await expect(getFile(other.clerk, { fileId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(removeFile(other.clerk, { fileId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(
    attachFile(other.clerk, { applicationId: id, name: 'чужой.pdf', body: pdf().stream() }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await removeFile(planted.clerk, { fileId })
  await expect(removeFile(planted.clerk, { fileId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

it('takes the same bytes once, whatever their name, and again when the first was removed', async () => {
  const { id: fileId } = await attach('ответ.pdf', pdf(77))
  await expect(attach('ответ (1).pdf', pdf(77))).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('files.twice'),
  })
  const two = await Promise.allSettled(['а.pdf', 'б.pdf'].map((name) => attach(name, pdf(78))))
  expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await removeFile(planted.clerk, { fileId })
  await attach('ответ.pdf', pdf(77))
  expect(left()).toEqual([])
})
