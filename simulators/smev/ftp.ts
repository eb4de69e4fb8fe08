import type { AddressInfo, Server } from 'node:net'
import { Transform, type Writable } from 'node:stream'
import { FileSystem, FtpSrv, type FtpConnection } from 'ftp-srv'
import type { OperationRule } from './plan'

const nothing = () => undefined
/** The library asks for a logger of bunyan's shape. */
const silent = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silent,
}
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const

export interface FtpStore {
  port: number
  close: () => Promise<void>
}

type Sockets = { commandSocket: { destroy: () => void }; connector: { socket?: { destroy: () => void } } }
const MOST_BEFORE = 64 * 1024

/**
 * A store that spoils what it takes: `http502` refuses the file, `garbage` keeps its beginning and says that all is well, `hang` takes
 * no more after some bytes, anything else cuts both connections there.
 */
class Spoiling extends FileSystem {
  constructor(
    connection: FtpConnection,
    root: string,
    private readonly spoil: () => OperationRule | undefined,
  ) {
    super(connection, { root, cwd: '/' })
  }

  override write(name: string, options?: { append?: boolean; start?: number }) {
    const rule = this.spoil()
    if (!rule) return super.write(name, options) as unknown
    if (rule.fault === 'http502') throw new Error('No space left')
    const { stream, clientPath } = super.write(name, options) as { stream: Writable; clientPath: string }
    let left = Math.floor(Math.random() * MOST_BEFORE)
    const sockets = this.connection as unknown as Sockets
    const spoilt = new Transform({
      transform(chunk: Buffer, _, done) {
        const kept = chunk.subarray(0, left)
        left -= kept.length
        if (left > 0 || rule.fault === 'garbage') return done(null, kept)
        if (rule.fault === 'hang') return void this.push(kept)
        stream.end(kept)
        sockets.commandSocket.destroy()
        sockets.connector.socket?.destroy()
        done()
      },
    })
    spoilt.pipe(stream)
    return { stream: spoilt, clientPath }
  }
}

/** Anonymous FTP on loopback, writing under `root`; `spoil` is asked before each file. */
export async function startFtp(
  port: number,
  root: string,
  spoil: () => OperationRule | undefined,
): Promise<FtpStore> {
  // Ports for passive transfers: each process begins elsewhere, so that two of them seldom try the same one.
  const first = 10_000 + Math.floor(Math.random() * 18_000)
  const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]))
  const server = new FtpSrv({
    url: `ftp://127.0.0.1:${port}`,
    pasv_url: '127.0.0.1',
    pasv_min: first,
    pasv_max: first + 4_000,
    anonymous: true,
    log: silent,
  })
  // The library ends the process on a signal by itself; stopping in order is the business of main.ts.
  for (const signal of SIGNALS)
    for (const listener of process.listeners(signal))
      if (!before.get(signal)?.includes(listener)) process.removeListener(signal, listener)
  server.on('login', ({ connection, username }, resolve, reject) => {
    if (username === 'anonymous') resolve({ fs: new Spoiling(connection, root, spoil) })
    else reject(new Error('Only anonymous is known here'))
  })
  server.on('client-error', nothing)
  await server.listen()
  const inner = server as unknown as { server: Server }
  const address = inner.server.address() as AddressInfo
  return { port: address.port, close: async () => void (await server.close()) }
}
