import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(path.join(tmpdir(), 'elk-drill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('backup while a clerk saves, kill, removal, restore: nothing that was acknowledged is lost (R11)', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--import',
      'tsx',
      'scripts/backup.ts',
      'drill',
      '--applications',
      '30',
      '--in',
      path.join(folder, 'drill'),
    ],
    {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        DATABASE_URL: '',
        DATABASE_URL_WEB: '',
        DATABASE_URL_WORKER: '',
      },
    },
  )
  expect(stdout).toMatch(/RPO: 0 of \d+ acknowledged commits lost; 0 rows/)
}, 180_000)
