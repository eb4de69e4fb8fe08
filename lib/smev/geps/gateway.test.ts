import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { playServer, say } from '../transport/script.kit'
import { createGeps, type Geps } from './gateway'

const clientId = '0b1a7c52-5f55-4e6c-9f0e-000000000001'
let server: Awaited<ReturnType<typeof playServer>>
let geps: Geps

beforeAll(async () => {
  server = await playServer()
  geps = createGeps({
    url: server.endpoint,
    plugin: 'geps',
    messageType: 'INFORMATION',
    timeoutMs: 500,
    maxBytes: 100_000,
  })
})
afterAll(async () => {
  geps.close()
  await server.close()
})

const request = (id: string) => JSON.stringify([{ messageType: 'REQUEST', clientId: id, messageContent: {} }])

describe('a notification that may have left before', () => {
  const taken = say(JSON.stringify({ clientId, messageId: 'm' }))
  const again = async (found: string) => {
    server.play(say(found), taken)
    const { verdict } = await geps.send(Buffer.from('{}'), clientId, true)
    return [verdict, server.heard.length]
  }

  it.each([
    ['ours', request(clientId), 'taken', 1],
    ['somebody else’s', request('another'), 'taken', 2],
    ['nothing', '', 'taken', 2],
    ['an empty list', ' [ ] ', 'taken', 2],
    ['an empty result', '{"queryResult":[]}', 'taken', 2],
    ['a page of something else', '<html>up</html>', 'retry', 1],
    ['JSON of something else', '{"status":"up"}', 'retry', 1],
  ])('Find brings %s', async (_, found, verdict, calls) =>
    expect(await again(found)).toEqual([verdict, calls]),
  )
})

describe('what ГЭПС says', () => {
  const word = (statusMessage: string, replyToClientId = clientId) =>
    Buffer.from(
      JSON.stringify({
        replyToClientId,
        responseContent: { registry: [{ record: { content: { statusCode: 'REJECT', statusMessage } } }] },
      }),
    )

  it('holds nothing that a database cannot keep', () => {
    expect(geps.read(word('a\u0000b'))).toEqual([{ clientId, code: 'REJECT', text: 'ab' }])
    expect(geps.read(word('a', 'x'.repeat(5000)))).toEqual([])
  })

  it('is found at once among millions of nothing', () => {
    const begun = performance.now()
    const list = `[${'1,'.repeat(2_400_000)}${word('a').toString()}]`
    expect(geps.read(Buffer.from(list))).toHaveLength(1)
    expect(performance.now() - begun).toBeLessThan(4000) // by the schema alone it takes 16 s
  })

  it('is nothing in a list of nothing', async () => {
    server.play(say('{"queryResult":[]}'))
    expect(await geps.lookUp(clientId)).toEqual({ kind: 'empty' })
  })

  it('is not lost behind blanks', async () => {
    server.play(say(Buffer.concat([Buffer.alloc(100, ' '), word('a')])))
    expect((await geps.receive()).kind).toBe('message')
  })
})
