import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Temporary files of a run of tests lie in one folder that goes with it. */
export default function ownFolder(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'elk-tests-'))
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
