import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { changeStatus } from '@/lib/applications/change-status'
import { registerApplication } from '@/lib/applications/register-application'
import { now } from '@/lib/core/clock'
import { disconnect, inOrganisation } from '@/lib/core/db'
import { env } from '@/lib/core/env'
import { formatDateTime } from '@/lib/core/format'
import { Facts } from '@/lib/delivery/facts'
import { filledForm, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { attachFile } from './attach-file'
import { removeFile } from './remove-file'
import { pathOf } from '@/scripts/testing/path-of'

let planted: Planted
let id: string
let version: number
beforeAll(async () => void (planted = await plantTestOrganisation()))
beforeEach(async () => {
  const form = filledForm(planted)
  ;({ id, version } = await registerApplication(planted.clerk, {
    idempotencyKey: crypto.randomUUID(),
    form,
  }))
})
afterAll(disconnect)

const bytes = () => `%PDF-1.7\n${crypto.randomUUID()}${'x'.repeat(200)}`
const attach = (text = bytes()) =>
  attachFile(planted.clerk, { applicationId: id, name: 'a.pdf', body: new Blob([text]).stream() })
const grant = (fileIds: string[]) =>
  changeStatus(planted.secondClerk, {
    applicationId: id,
    version,
    idempotencyKey: crypto.randomUUID(),
    status: 3,
    statusDate: formatDateTime(now(), planted.clerk.timeZone),
    isInformed: false,
    withoutResult: fileIds.length === 0,
    reason: '',
    backdatedFor: '',
    comment: '',
    fileIds,
  })
const placeOf = (text: string) => pathOf(createHash('sha256').update(text).digest())
const tmp = path.resolve(env().DATA_DIR, 'files/tmp')
/** What lies there, by its first bytes: they say whose it is. */
const unfinished = () =>
  readdirSync(tmp).map((name) => readFileSync(path.join(tmp, name), 'latin1').slice(0, 100))
const rows = () => inOrganisation(planted.clerk, (tx) => tx.file.findMany({ where: { applicationId: id } }))

it('tabs that send files together never exceed what goes with one status, and leave nothing behind', async () => {
  const limit = env().FILES_PER_STATUS
  const texts = Array.from({ length: limit + 6 }, bytes)
  const results = await Promise.allSettled(texts.map(attach))
  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused).toHaveLength(6)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'LIMIT' })
  expect(await rows()).toHaveLength(limit)
  expect(texts.filter((text) => existsSync(placeOf(text)))).toHaveLength(limit)
  expect(unfinished()).toEqual([])
})

it('a file whose last bytes come after the final status is refused and not kept', async () => {
  const text = bytes()
  let finish = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, 100)))
      finish = () => {
        controller.enqueue(new TextEncoder().encode(text.slice(100)))
        controller.close()
      }
    },
  })
  const late = attachFile(planted.clerk, { applicationId: id, name: 'a.pdf', body })
  await grant([])
  finish()
  await expect(late).rejects.toMatchObject({ code: 'CONFLICT', message: 'files.applicationEnded' })
  expect(await rows()).toEqual([])
  expect(existsSync(placeOf(text))).toBe(false)
  expect(unfinished()).toEqual([])
})

it('a file that is removed never goes out, one that goes out is never removed', async () => {
  const ends = { sent: 0, removed: 0 }
  for (let race = 0; race < 10; race++) {
    const form = filledForm(planted)
    ;({ id, version } = await registerApplication(planted.clerk, {
      idempotencyKey: crypto.randomUUID(),
      form,
    }))
    const file = await attach()
    const remove = () => removeFile(planted.clerk, { fileId: file.id })
    const first = race % 2 ? [remove(), grant([file.id])] : [grant([file.id]), remove()]
    const done = (await Promise.allSettled<unknown>(first)).filter(({ status }) => status === 'fulfilled')
    expect(done).toHaveLength(1)
    const [row] = await rows()
    const [last] = await inOrganisation(planted.clerk, (tx) =>
      tx.delivery.findMany({ where: { applicationId: id }, orderBy: { seq: 'desc' } }),
    )
    const attachments = Facts.parse(last?.facts).status.attachments
    expect(attachments).toHaveLength(row?.removedAt ? 0 : 1)
    expect(Boolean(row?.removedAt)).toBe(row?.statusChangeId === null)
    ends[row?.removedAt ? 'removed' : 'sent']++
  }
  expect(ends.sent + ends.removed).toBe(10)
})
