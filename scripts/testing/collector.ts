import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

export type Received = { priority: number; app: string; event: string; line: string }

/** A collector of RFC 5424 lines with their lengths before them, as others write one: what is not so is thrown at. */
export function openCollector(pem?: { key: Buffer; cert: Buffer }) {
  const lines: Received[] = []
  const sockets = new Set<Socket>()
  let heard = () => {}
  const hear = (socket: Socket) => {
    let rest = Buffer.alloc(0)
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {}))
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      for (;;) {
        const [, length] = /^(\d+) /.exec(rest.subarray(0, 12).toString('latin1')) ?? []
        const from = (length?.length ?? 0) + 1
        if (!length || rest.length < from + Number(length)) break
        lines.push(read(rest.subarray(from, from + Number(length)).toString()))
        rest = rest.subarray(from + Number(length))
      }
      heard()
    })
  }
  const server: Server = pem ? createTlsServer(pem, hear) : createServer(hear)
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      for (const socket of sockets) socket.destroy()
    })
  return {
    lines,
    close,
    listen: (port = 0) =>
      new Promise<number>((done) =>
        server.listen(port, '127.0.0.1', () => done((server.address() as AddressInfo).port)),
      ),
    /** Resolves when there is what is looked for. */
    until: (found: () => boolean) =>
      new Promise<void>((done) => {
        heard = () => found() && done()
        heard()
      }),
  }
}

function read(text: string): Received {
  const told = /^<(\d{1,3})>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ (\S+) \d+ (\S{1,32}) - (\{.*\})$/.exec(text) ?? []
  const [, priority, app, event, line] = told
  if (!app || !event || !line) throw new Error(`not a line of RFC 5424: ${text}`)
  return { priority: Number(priority), app, event, line }
}
