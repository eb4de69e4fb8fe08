import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ENVELOPES } from '@/lib/log/sealed-log'
import { sealLog } from '@/lib/log/seal-log'
import { keepHeads } from '@/lib/log/keep-heads'
import { verifyLogs } from '@/lib/log/verify-logs'
import { openDesk } from './desk.kit'
import { logForeign, logMany } from './message-log.kit'

openDesk()
const folder = mkdtempSync(path.join(tmpdir(), 'elk-log-'))
const journal = path.join(folder, 'log-heads.jsonl')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const verify = () => verifyLogs(process.env.DATABASE_URL ?? '', journal)
const sealAll = async () => {
  while ((await sealLog(ENVELOPES)) > 0);
  await keepHeads(journal)
}

it('the log verifies', async () => {
  await logMany(2500, 200)
  await logForeign('<a/>')
  await sealAll()
  const before = performance.now()
  const [report] = await verify()
  console.log(report, performance.now() - before)
  expect(report?.violations).toEqual([])
  expect(statSync(journal).mode & 0o777).toBe(0o600)
  console.log(readFileSync(journal, 'utf8'))
})
