// Builds when there is no build of this code: the fingerprint of the sources stands beside the build.
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const mark = path.join(root, '.next/FINGERPRINT')
const sources = [
  'app',
  'components',
  'lib',
  'messages',
  'public',
  'worker',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.ts',
  'scripts/message-loader.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
  'prisma/schema.prisma',
]

function* files(entry) {
  const full = path.join(root, entry)
  if (!existsSync(full) || /\.test\.tsx?$/.test(entry) || entry === 'lib/core/generated') return
  const children = tryList(full)
  if (!children) return yield entry
  for (const name of children.sort()) yield* files(path.join(entry, name))
}

function tryList(full) {
  try {
    return readdirSync(full)
  } catch {
    return null
  }
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const source of sources)
    for (const file of files(source)) hash.update(file).update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

/**
 * `actionsKey`: 32 bytes in hex, kept by the installation. Ids of server actions are made with it, so that a page which was opened
 * before an upgrade can still save after it.
 */
export function ensureBuild({ log, actionsKey }) {
  const wanted = fingerprint()
  if (
    existsSync(mark) &&
    existsSync(path.join(root, '.next/BUILD_ID')) &&
    readFileSync(mark, 'utf8') === wanted
  )
    return
  log('Building (once for this code, a minute or two)…')
  const env = {
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: Buffer.from(actionsKey, 'hex').toString('base64'),
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const run = (file, args) =>
    spawnSync(process.execPath, [path.join(root, file), ...args], { cwd: root, env, encoding: 'utf8' })
  if (!existsSync(path.join(root, 'lib/core/generated/prisma/client.ts'))) {
    const generated = run('node_modules/prisma/build/index.js', ['generate'])
    if (generated.status !== 0)
      throw new Error(`prisma generate failed:\n${generated.stdout}${generated.stderr}`)
  }
  const built = run('node_modules/next/dist/bin/next', ['build'])
  if (built.status !== 0)
    throw new Error(
      `The build failed:\n${(built.stdout + built.stderr).trim().split('\n').slice(-30).join('\n')}`,
    )
  writeFileSync(mark, wanted)
}
