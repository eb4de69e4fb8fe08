import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileSystem, FtpSrv } from 'ftp-srv'

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

const silent: object = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, () => undefined]),
)
const log = { ...silent, child: () => log }

/** Never writes over a file that is there, as some stores are set up. */
class Strict extends FileSystem {
  override write(name: string, options?: { append?: boolean; start?: unknown }) {
    if (existsSync(join(this.root, this.cwd, name))) throw new Error('the file exists')
    return super.write(name, options)
  }
}

/** A real FTP server on loopback with one login, keeping its files in a directory of its own. */
export async function serveFtp(password: string, { overwrites = true } = {}) {
  const root = await mkdtemp(join(tmpdir(), 'file-store-'))
  const port = await freePort()
  const server = new FtpSrv({ url: `ftp://127.0.0.1:${port}`, pasv_url: '127.0.0.1', log })
  server.on('login', ({ connection, ...login }, resolve, reject) => {
    if (login.password === password)
      resolve(overwrites ? { root } : { fs: new Strict(connection, { root, cwd: '/' }) })
    else reject(new Error('wrong password'))
  })
  await server.listen()
  return {
    root,
    store: { host: '127.0.0.1', port, user: 'anonymous', password },
    async close() {
      await server.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
