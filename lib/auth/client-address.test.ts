import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { appendSocketAddress } from './append-socket-address'
import { clientAddress } from './client-address'

describe('the address of whoever asked', () => {
  it.each([
    ['127.0.0.1', 0, '127.0.0.1'],
    ['203.0.113.9, 198.51.100.4', 0, '198.51.100.4'], // no proxy of ours: what was written there is not believed
    ['203.0.113.9, 198.51.100.4, 10.0.0.1', 1, '198.51.100.4'],
    ['198.51.100.4, 10.0.0.2, 10.0.0.1', 2, '198.51.100.4'],
    ['10.0.0.1', 2, '10.0.0.1'],
    ['::ffff:127.0.0.1', 0, '127.0.0.1'],
    ['2001:db8::7', 0, '2001:db8::7'],
    ['fe80::1%eth0', 0, 'fe80::1'],
    ['203.0.113.9, <script>', 0, null],
    ['', 0, null],
    [null, 1, null],
    [undefined, 0, null],
  ] as const)('%s behind %d proxies is %s', (forwarded, proxies, address) => {
    expect(clientAddress(forwarded, proxies)).toBe(address)
  })

  it('is the socket’s, whatever a client writes', async () => {
    appendSocketAddress()
    const server = createServer((asked, answer) => answer.end(asked.headers['x-forwarded-for']))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const ask = (headers: Record<string, string>) =>
      new Promise<string>((done) =>
        request({ port, host: '127.0.0.1', headers }, (response) =>
          response.on('data', (body) => done(String(body))),
        ).end(),
      )
    expect(await ask({})).toBe('127.0.0.1')
    const spoofed = await ask({ 'x-forwarded-for': '203.0.113.9, 203.0.113.8' })
    expect(spoofed).toBe('203.0.113.9, 203.0.113.8, 127.0.0.1')
    expect(clientAddress(spoofed, 0)).toBe('127.0.0.1')
    server.close()
  })
})
