import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttp, type Http } from './http'
import { playServer, say } from './script.kit'

let server: Awaited<ReturnType<typeof playServer>>
let http: Http
const post = () => http.post(new URL(server.endpoint), Buffer.from('<r>тело</r>'), 'urn:Ack')

beforeAll(async () => {
  server = await playServer()
  http = createHttp({ timeoutMs: 400, maxBytes: 100_000 })
})
afterAll(async () => {
  http.close()
  await server.close()
})

describe('POST', () => {
  it('carries SOAP 1.1 and gives the answer as it came', async () => {
    server.play(say('<a/>', 500))
    expect(await post()).toEqual({
      ok: true,
      status: 500,
      contentType: 'text/xml;charset=UTF-8',
      body: Buffer.from('<a/>'),
    })
    expect(server.heard).toEqual([
      { action: '"urn:Ack"', contentType: 'text/xml;charset=UTF-8', body: '<r>тело</r>' },
    ])
  })

  it.each([
    ['silence', () => undefined, 'Timeout'],
    [
      'slow drops',
      (response) => {
        response.write('<')
        const timer = setInterval(() => response.write(' '), 50)
        response.on('close', () => clearInterval(timer))
      },
      'Timeout',
    ],
    [
      'an endless body',
      (response) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
        }
        response.on('drain', more)
        more()
      },
      'TooLarge',
    ],
    ['a cut connection', (response) => response.destroy(), 'ConnectionReset'],
    [
      'a body cut short',
      (response) => {
        response.writeHead(200, { 'Content-Length': 100 })
        response.write('<a>')
        setTimeout(() => response.destroy(), 20)
      },
      'ConnectionReset',
    ],
  ] satisfies [string, Parameters<typeof server.play>[number], string][])(
    '%s is a fault',
    async (_, line, fault) => {
      server.play(line)
      expect(await post()).toMatchObject({ ok: false, fault })
    },
  )

  it('nobody there is a fault', async () => {
    const other = await playServer()
    await other.close()
    expect(await http.post(new URL(other.endpoint), Buffer.from('x'), 'urn:Ack')).toMatchObject({
      ok: false,
      fault: 'ConnectionRefused',
    })
  })

  it('a kept connection closed under it is tried once more', async () => {
    server.play(say('<a/>'))
    expect(await post()).toMatchObject({ ok: true })
    server.play((response) => response.destroy(), say('<b/>'))
    expect(await post()).toMatchObject({ ok: true, body: Buffer.from('<b/>') })
  })
})
