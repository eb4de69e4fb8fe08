import type { AddressInfo, Server } from 'node:net'
import { FtpSrv } from 'ftp-srv'

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

/** Anonymous FTP on loopback, writing under `root`. */
export async function startFtp(port: number, root: string): Promise<FtpStore> {
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
  server.on('login', ({ username }, resolve, reject) => {
    if (username === 'anonymous') resolve({ root })
    else reject(new Error('Only anonymous is known here'))
  })
  server.on('client-error', nothing)
  await server.listen()
  const inner = server as unknown as { server: Server }
  const address = inner.server.address() as AddressInfo
  return { port: address.port, close: async () => void (await server.close()) }
}
