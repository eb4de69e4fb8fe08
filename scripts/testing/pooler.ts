import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { freePort } from '../postgres.mjs'

const NOBODY = 65534

export const hasPooler = spawnSync('pgbouncer', ['--version']).status === 0

export type Pooler = { through: (url: string) => string; stop: () => Promise<void> }

/** pgbouncer in transaction mode before the server of these addresses, with few connections to it: each is shared. */
export async function openPooler(urls: string[], connections = 8): Promise<Pooler> {
  const port = await freePort()
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pooler-'))
  const servers = urls.map((url) => new URL(url))
  const file = (name: string, lines: string[]) =>
    writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`)
  file('users.txt', [
    ...new Set(
      servers.map((one) => `"${decodeURIComponent(one.username)}" "${decodeURIComponent(one.password)}"`),
    ),
  ])
  file('pooler.ini', [
    '[databases]',
    `* = host=${servers[0]?.hostname} port=${servers[0]?.port}`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =`,
    `auth_type = scram-sha-256\nauth_file = ${path.join(folder, 'users.txt')}`,
    'ignore_startup_parameters = options\nserver_login_retry = 1',
    `pool_mode = transaction\ndefault_pool_size = ${connections}\nmax_client_conn = 500`,
  ])
  chmodSync(folder, 0o755)
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const child = spawn('pgbouncer', ['-q', path.join(folder, 'pooler.ini')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...asNobody,
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)))
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  process.once('exit', () => child.kill())
  await Promise.race([answers(port), ended.then(() => Promise.reject(new Error(`pgbouncer ended: ${said}`)))])
  return {
    through: (url) => Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const there = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => (socket.destroy(), done(true)))
      socket.once('error', () => done(false))
    })
    if (there) return
    await new Promise((done) => setTimeout(done, 50))
  }
}
