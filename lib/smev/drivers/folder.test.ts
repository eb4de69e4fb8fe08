import { mkdtempSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { result, updateFacts } from '@/lib/delivery/facts.examples.kit'
import { ADAPTER } from '../adapter/client-message'
import type { Gateway } from '../contract'
import { createFolder } from '../gateway'

const messageId = 'a1b2c3d0-a9a0-11f1-8a77-020000000001'
let out: string
let inbox: string
let gateway: Gateway
const open = () => createFolder({ out, in: inbox, system: 'ARM01', maxBytes: 10_000 })

beforeEach(async () => {
  const root = mkdtempSync(join(tmpdir(), 'folders-'))
  out = join(root, 'out')
  inbox = join(root, 'in')
  await mkdir(out)
  await mkdir(inbox)
  gateway = open()
})

const prepared = () => {
  const made = gateway.prepare({
    messageId,
    environment: 'SVCDEV',
    kind: 'UPDATE',
    orders: [updateFacts()],
  })
  if (!made.ok) throw new Error(made.errors.join())
  return made.bytes
}

const answerTo = (id: string, mark = '') =>
  `<a:QueryResult xmlns:a="${ADAPTER}"><a:smevMetadata/><a:Message><a:ResponseMetadata><a:clientId>c${mark}</a:clientId><a:replyToClientId>${id}</a:replyToClientId></a:ResponseMetadata><a:ResponseContent><a:rejects><a:code>NO_DATA</a:code><a:description>d</a:description></a:rejects></a:ResponseContent></a:Message></a:QueryResult>`

/** A file of the inbox, as old as said. */
async function lay(name: string, content: string | Buffer, secondsAgo = 60): Promise<void> {
  await writeFile(join(inbox, name), content)
  const at = Date.now() / 1000 - secondsAgo
  await utimes(join(inbox, name), at, at)
}
const listed = async (...parts: string[]) => (await readdir(join(inbox, ...parts))).sort()
const received = async (from: Gateway = gateway) => {
  const outcome = await from.receive()
  if (outcome.kind !== 'message') throw new Error(JSON.stringify(outcome))
  return outcome.raw
}
const finish = async (raw: Buffer, by: Gateway = gateway) => {
  const answer = by.read(raw)
  if (!answer.ok) throw new Error(answer.reason)
  return by.acknowledge(answer.messageId)
}

describe('sending', () => {
  it('puts one whole file, however often it is sent', async () => {
    const bytes = prepared()
    expect(await gateway.send(bytes, messageId)).toMatchObject({ verdict: 'taken' })
    expect(await gateway.send(bytes, messageId, true)).toMatchObject({ verdict: 'taken' })
    expect(await readdir(out)).toEqual([`${messageId}.xml`])
    expect(await readFile(join(out, `${messageId}.xml`))).toEqual(bytes)
    await expect(bytes.toString()).toMatchFileSnapshot('../__fixtures__/golden/folder.xml')
  })

  it('puts a file where the message says', async () => {
    const file = Buffer.from('%PDF')
    const { storeUuid, transportName: name } = result
    const upload = { storeUuid, name, size: 4, open: () => Readable.from([file]) }
    expect(await gateway.upload(upload)).toEqual({ ok: true })
    const [, path = ''] = /<a:filePath>(.*)<\/a:filePath>/.exec(prepared().toString()) ?? []
    expect(await readFile(join(out, path))).toEqual(file)
  })

  it('tells a missing folder, and what is no folder, as faults', async () => {
    const bytes = prepared()
    await rm(out, { recursive: true })
    expect(await gateway.send(bytes, messageId)).toMatchObject({ verdict: 'stop', fault: 'FolderMissing' })
    const upload = { storeUuid: 'u', name: 'n', size: 0, open: () => Readable.from([]) }
    expect(await gateway.upload(upload)).toMatchObject({ verdict: 'stop', fault: 'FolderMissing' })
    await writeFile(out, '')
    expect(await gateway.send(bytes, messageId)).toMatchObject({ verdict: 'stop', fault: 'FolderMissing' })
    await rm(inbox, { recursive: true })
    expect(await gateway.receive()).toMatchObject({
      kind: 'fault',
      verdict: 'stop',
      fault: 'FolderMissing',
    })
  })
})

describe('answers', () => {
  it('come the oldest first, and lie in `done` once acknowledged', async () => {
    await lay('b.xml', answerTo('new'), 30)
    await lay('c.xml', answerTo('old'), 90)
    const first = await received()
    expect(gateway.read(first)).toMatchObject({ originalMessageId: 'old', outcome: { kind: 'rejected' } })
    expect(gateway.read(await received())).toMatchObject({ originalMessageId: 'new' })
    expect(await gateway.receive()).toEqual({ kind: 'empty' })
    expect(await listed()).toEqual(['b.xml', 'c.xml'])
    expect(await finish(first)).toEqual({ ok: true })
    expect(await listed()).toEqual(['b.xml', 'done'])
    expect((await listed('done'))[0]).toMatch(/-c\.xml$/)
  })

  it('are read again after a crash before the acknowledgement, which finds them by their bytes', async () => {
    await lay('a.xml', answerTo('x'))
    const raw = await received()
    const restarted = open()
    expect(await received(restarted)).toEqual(raw)
    expect(await finish(raw, open())).toEqual({ ok: true })
    expect(await listed()).toEqual(['done'])
    expect(await finish(raw, restarted)).toEqual({ ok: true })
  })

  it('under a name that came before lose nothing', async () => {
    await lay('a.xml', answerTo('x', '1'), 60)
    await finish(await received())
    await lay('a.xml', answerTo('x', '2'), 30)
    await finish(await received())
    expect(await listed('done')).toHaveLength(2)
  })

  it('under the name of one that another worker has put away are left to be read', async () => {
    await lay('a.xml', answerTo('x', '1'), 60)
    const raw = await received()
    await finish(raw, open())
    await lay('a.xml', answerTo('x', '2'), 30)
    expect(await finish(raw)).toEqual({ ok: true })
    expect((await received()).toString()).toContain('c2')
    expect(await listed('done')).toHaveLength(1)
  })

  it('of a name as long as the disk allows are put away like any other', async () => {
    await lay(`${'я'.repeat(125)}.xml`, answerTo('x'))
    expect(await finish(await received())).toEqual({ ok: true })
    expect(await listed()).toEqual(['done'])
  })

  it('begun anew after they were listed are left until they are whole', async () => {
    await lay('a.xml', answerTo('a'), 90)
    await lay('b.xml', answerTo('b'), 60)
    await received()
    await lay('b.xml', answerTo('b').slice(0, 100), 0)
    expect(await gateway.receive()).toEqual({ kind: 'empty' })
  })

  it('not ours are put aside', async () => {
    await lay('a.xml', answerTo('x'))
    const answer = gateway.read(await received())
    expect(answer.ok && (await gateway.putAside?.(answer.messageId))).toEqual({ ok: true })
    expect(await listed('bad')).toHaveLength(1)
  })

  it.each([
    ['garbage', 'upstream is away'],
    ['half an answer', answerTo('x').slice(0, 200)],
    ['nothing', ''],
    ['a DTD', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`],
    ['another service', '<a xmlns="urn:other"/>'],
    ['a request', answerTo('x').replaceAll('ResponseMetadata', 'RequestMetadata')],
    ['an empty queue', `<QueryResult xmlns="${ADAPTER}"><smevMetadata/><Message/></QueryResult>`],
    ['too much', 'x'.repeat(10_001)],
    ['bytes of another encoding', Buffer.from([0x3c, 0x61, 0x3e, 0xcf, 0xf0, 0x3c, 0x2f, 0x61, 0x3e])],
  ])('a file with %s is kept in `bad`, told, and holds up no other', async (_, content) => {
    await lay('bad.xml', content, 90)
    await lay('good.xml', answerTo('x'), 60)
    expect(await gateway.receive()).toMatchObject({
      kind: 'fault',
      verdict: 'ask',
      fault: 'BadFile',
      text: expect.stringContaining('bad.xml: '),
    })
    expect(gateway.read(await received())).toMatchObject({ originalMessageId: 'x' })
    const [kept] = await listed('bad')
    expect(await readFile(join(inbox, 'bad', kept ?? ''))).toEqual(Buffer.from(content))
  })

  it('a link is moved, not followed; folders and files in the making are left alone', async () => {
    await lay('real', answerTo('x'))
    await symlink(join(inbox, 'real'), join(inbox, 'link.xml'))
    await mkdir(join(inbox, 'folder.xml'))
    await lay('.a.xml', answerTo('x'))
    await lay('torn.xml', answerTo('x').slice(0, 100), 0)
    expect(await gateway.receive()).toMatchObject({ fault: 'BadFile' })
    expect(await gateway.receive()).toEqual({ kind: 'empty' })
    expect(await listed()).toEqual(['.a.xml', 'bad', 'folder.xml', 'real', 'torn.xml'])
    await lay('torn.xml', answerTo('whole'))
    expect(gateway.read(await received())).toMatchObject({ originalMessageId: 'whole' })
  })
})
