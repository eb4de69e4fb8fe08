import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerApplication } from '@/lib/applications/register-application'
import { now } from '@/lib/core/clock'
import { disconnect } from '@/lib/core/db'
import { attachFile } from '@/lib/files/attach-file'
import { storeRoot } from '@/lib/files/store'
import { pathOf } from '@/scripts/testing/path-of'
import { importPath } from '@/lib/imports/import-file'
import { filledForm, plantTestOrganisation, type Planted } from '@/scripts/testing/plant'
import { sweepUploads } from './tasks/sweep-uploads'

let planted: Planted
beforeAll(async () => void (planted = await plantTestOrganisation()))
afterAll(disconnect)

const digest = (text: string) => new Uint8Array(createHash('sha256').update(text).digest())
function put(file: string, hoursAgo: number): string {
  mkdirSync(path.dirname(file), { recursive: true })
  if (!existsSync(file)) writeFileSync(file, 'x')
  const at = new Date(now().getTime() - hoursAgo * 3_600_000)
  utimesSync(file, at, at)
  return file
}

it('what uploads left behind goes after a day; what a row knows, and what is fresh, stays', async () => {
  const text = `%PDF-1.7\n${crypto.randomUUID()}${'x'.repeat(200)}`
  const { id } = await registerApplication(planted.clerk, {
    idempotencyKey: crypto.randomUUID(),
    form: filledForm(planted),
  })
  await attachFile(planted.clerk, { applicationId: id, name: 'a.pdf', body: new Blob([text]).stream() })
  const part = () => path.join(storeRoot(), 'tmp', crypto.randomUUID())
  const orphan = () => pathOf(digest(crypto.randomUUID()))
  const table = () => importPath(crypto.randomUUID())
  const gone = [put(part(), 25), put(orphan(), 25), put(table(), 25), put(`${table()}.part`, 25)]
  const kept = [
    put(part(), 23),
    put(orphan(), 23),
    put(table(), 23),
    put(pathOf(digest(text)), 1000),
    put(path.join(storeRoot(), '00', 'no-digest'), 1000),
  ]
  expect(await sweepUploads()).toBeGreaterThanOrEqual(gone.length)
  expect(gone.filter((file) => existsSync(file))).toEqual([])
  expect(kept.filter((file) => !existsSync(file))).toEqual([])
  expect(await sweepUploads()).toBe(0)
})
