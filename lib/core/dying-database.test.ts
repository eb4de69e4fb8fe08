import net, { type AddressInfo } from 'node:net'
import { afterAll, expect, it, vi } from 'vitest'

const message = (type: string, body: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}
const AUTHENTICATED = message('R', Buffer.alloc(4))
const READY = message('Z', Buffer.from('I'))
const DYING = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
)

/** A server that is killed just as a connection is ready: both are said in one packet. */
const server = net.createServer((socket) => {
  socket.on('error', () => undefined)
  socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, DYING])))
})
afterAll(() => void server.close())

it('survives a database that dies as a connection is made', async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `postgresql://someone@127.0.0.1:${(server.address() as AddressInfo).port}/none`
  vi.stubEnv('DATABASE_URL_WORKER', url)
  const uncaught = vi.fn()
  process.on('uncaughtException', uncaught)
  const { asWorker, disconnect } = await import('./db')
  await expect(asWorker((tx) => tx.$queryRaw`SELECT 1`)).rejects.toThrow()
  await disconnect()
  process.off('uncaughtException', uncaught)
  expect(uncaught).not.toHaveBeenCalled()
})
