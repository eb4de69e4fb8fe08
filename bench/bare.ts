// What the same PostgreSQL and the same Next cost with nothing of ours in them: one page that says hello.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startEmbedded } from '../scripts/embedded.mjs'
import { freePort } from '../scripts/postgres.mjs'
import { readSecrets } from '../scripts/secrets.mjs'

const root = path.resolve(import.meta.dirname, '..')
const next = path.join(root, 'node_modules/next/dist/bin/next')
const files = {
  'app/layout.js': 'export default ({ children }) => <html lang="ru"><body>{children}</body></html>\n',
  'app/page.js': 'export const dynamic = "force-dynamic"\nexport default () => <p>hello</p>\n',
  'next.config.mjs': `export default { turbopack: { root: ${JSON.stringify(root)} } }\n`,
  'package.json': '{ "private": true, "type": "module" }\n',
}

function build(directory: string): void {
  if (existsSync(path.join(directory, '.next/BUILD_ID'))) return
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true })
    writeFileSync(path.join(directory, name), text)
  }
  const built = spawnSync(process.execPath, [next, 'build'], {
    cwd: directory,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(`the bare page was not built: ${built.stderr}`)
}

type Bare = { pids: Record<string, number>; seconds: number; stop: () => Promise<void> }

/** Both up, the page answered; `seconds` from the first process to that answer, database and build in place. */
export async function startBare(): Promise<Bare> {
  const directory = path.join(root, 'data/bench-bare')
  const hello = path.join(directory, 'hello')
  mkdirSync(hello, { recursive: true })
  build(hello)
  const port = await freePort()
  const began = performance.now()
  const database = await startEmbedded({
    directory: path.join(directory, 'postgres'),
    secrets: readSecrets(directory),
    port: undefined,
    fast: false,
  })
  const web = spawn(process.execPath, [next, 'start', '-p', String(port), '-H', '127.0.0.1'], {
    cwd: hello,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: 'ignore',
  })
  const ended = new Promise((done) => web.on('exit', done))
  const stop = async () => {
    web.kill('SIGTERM')
    await ended
    await database.stop()
  }
  for (let tries = 0; tries < 600; tries++) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => null)
    if (response?.ok) {
      const seconds = (performance.now() - began) / 1000
      return { pids: { 'bare Next': web.pid ?? 0, 'bare PostgreSQL': database.pid ?? 0 }, seconds, stop }
    }
    await new Promise((done) => setTimeout(done, 50))
  }
  await stop()
  throw new Error('the bare page did not answer')
}
