import { hash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'

export type Act = {
  id: string
  at: Date
  by: string
  reason: string
  before: Date
  applications: { organisation: string; number: string }[]
  files: { sha256: string; size: string }[]
  envelopes: { position: string; sha256: string }[]
  notifications: number
  searches: number
}

/** The act as a file of its own, on the disk before anything is destroyed: what and how much, no personal data. */
export async function writeAct(
  folder: string,
  act: Act,
): Promise<{ name: string; file: string; digest: string }> {
  const name = `personal-data-act-${act.id}-${act.at.toISOString().replaceAll(/[-:.]/g, '')}.json`
  const file = path.join(folder, name)
  const bytes = Buffer.from(`${JSON.stringify({ format: 'arm-elk personal data act 1', ...act }, null, 2)}\n`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { name, file, digest: hash('sha256', bytes, 'hex') }
}
