// What an installation must not share with another one: made once, kept in a file that only its user may read.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const names = ['postgres', 'owner', 'web', 'worker', 'session', 'background', 'actions']

export function readSecrets(dataDir) {
  const file = path.join(dataDir, 'secrets.json')
  mkdirSync(dataDir, { recursive: true })
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const missing = names.filter((name) => !known[name])
  for (const name of missing) known[name] = randomBytes(32).toString('hex')
  if (missing.length) writeFileSync(file, JSON.stringify(known, null, 2), { mode: 0o600 })
  return known
}
