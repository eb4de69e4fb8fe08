import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(path.join(tmpdir(), 'elk-drill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Files in which a name stands that the drill's clerk writes. */
const naming = (inside: string) =>
  readdirSync(path.join(folder, 'drill', inside), { withFileTypes: true, recursive: true }).filter(
    (entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes('Вымышленна'),
  )

it('backup while a clerk saves, kill, removal, restore: nothing that was acknowledged is lost (R11)', async () => {
  const key = path.join(folder, 'key')
  writeFileSync(key, randomBytes(32).toString('base64'), { mode: 0o600 })
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
        BACKUP_KEY_FILE: key,
      },
    },
  )
  expect(stdout).toMatch(/^base-.*, sealed with key [0-9a-f]{16}$/m)
  expect(stdout).toMatch(
    /RPO: 0 of \d+ acknowledged commits lost; 0 rows of the tables gone or changed, 0 files$/m,
  )
  expect(naming('backup').map(({ name }) => name)).toEqual([])
  expect(naming('data'), 'so it could have been found').not.toEqual([])
}, 180_000)
