import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'

/** A real full disk: a file system of 2 MB in memory, which only root may mount. */
const folder = mkdtempSync(path.join(tmpdir(), 'elk-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]).status === 0
if (!mounted) console.log('not run: a full disk, mounting a file system needs root')
afterAll(() => {
  if (mounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
})

it.runIf(mounted)('a full disk is told as such and leaves nothing half-written', async () => {
  vi.stubEnv('DATA_DIR', folder)
  const { storeBody } = await import('./store')
  const body = () => new Blob(['%PDF-1.7\n', 'x'.repeat(3 << 20)]).stream()
  await expect(storeBody(body(), () => {})).rejects.toMatchObject({
    code: 'LIMIT',
    message: expect.stringContaining('files.diskFull'),
  })
  expect(readdirSync(path.join(folder, 'files/tmp'))).toEqual([])
  writeFileSync(path.join(folder, 'filler'), 'x'.repeat(1 << 20))
  const small = await storeBody(new Blob(['%PDF-1.7\n', 'x'.repeat(500 << 10)]).stream(), () => {})
  expect(small.size).toBe((500 << 10) + 9)
})
