import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as a from '../adapter/harness'
import * as h from '../harness'
import { CNSI } from '../xml/namespaces'
import { zip } from './zip'

let simulator: h.Process
const { signer, pem } = h.newKey()
const cnsi = (inner: string) => `<CnsiRequest xmlns="${CNSI}">${inner}</CnsiRequest>`
const selector = (root: string) =>
  `<b:NamespaceURI>${CNSI}</b:NamespaceURI><b:RootElementLocalName>${root}</b:RootElementLocalName>`

/** The answer to this very request, acknowledged; others on the way are acknowledged too. */
async function ask(inner: string, root = 'CnsiResponse'): Promise<string> {
  const id = h.freshId()
  const call = async (body: string) => (await h.soap(simulator, await h.signed(body, signer))).text
  await call(h.sendRequest(cnsi(inner), id))
  for (let tries = 0; tries < 50; tries++) {
    const text = await call(h.getResponse(selector(root)))
    const answer = h.value(text, 'MessageID')
    if (answer) await call(h.ackRequest(answer))
    if (h.value(text, 'OriginalMessageId') === id) return text
    await sleep(20)
  }
  throw new Error('No answer came')
}

/** The parts put together and opened: one file, deflated. */
function opened(answer: string): string {
  const parts = [...answer.matchAll(/<Content>([^<]*)/g)].map(([, part = '']) => Buffer.from(part, 'base64'))
  const archive = Buffer.concat(parts)
  const from = 30 + archive.readUInt16LE(26)
  return inflateRawSync(archive.subarray(from, from + archive.readUInt32LE(18))).toString()
}

const data = (code: string, revision = 1, more = '') =>
  `<GetClassifierData><code>${code}</code><revision>${revision}</revision><pageSize>500</pageSize>${more}</GetClassifierData>`

beforeAll(async () => {
  ;({ simulator } = await a.startWithFiles())
  await h.control(simulator, 'PUT', 'senders', { mnemonic: 'TEST01', certificate: pem })
})
afterAll(() => h.stop(simulator))

describe('ЕСНСИ', () => {
  it.each(['7210', '7211', 'ELK_STATUS', '7213', '7246', '7293', 'ORGANIZATIONS_SENDERS'])(
    'gives %s',
    async (code) => {
      const list = await ask(
        `<GetClassifierRevisionList><code>${code}</code><pageSize>500</pageSize></GetClassifierRevisionList>`,
      )
      expect(h.value(list, 'revision')).toBe('1')
      expect(h.value(list, 'timestamp')).toBe('2026-01-15+03:00')
      const which = `<code>${code}</code><revision>1</revision>`
      const structure = await ask(`<GetClassifierStructure>${which}</GetClassifierStructure>`)
      const attributes = structure.match(/<AttributeList>/g)?.length ?? 0
      expect(attributes).toBeGreaterThan(1)
      const count = Number(
        h.value(await ask(`<GetClassifierRecordsCount>${which}</GetClassifierRecordsCount>`), 'recordsCount'),
      )
      const xml = opened(await ask(data(code)))
      expect(xml.match(/<record /g)).toHaveLength(count)
      expect(xml.match(/<string-attribute /g)).toHaveLength(attributes)
    },
  )

  it('gives pages, and archives in pieces', async () => {
    const page = opened(await ask(data('ELK_STATUS', 1, '<startFrom>3</startFrom>').replace('500', '2')))
    expect(page.match(/<record /g)).toHaveLength(2)
    await h.control(simulator, 'PUT', 'settings', { cnsiPartBytes: 100 })
    const pieces = await ask(data('ELK_STATUS'))
    await h.control(simulator, 'PUT', 'settings', { cnsiPartBytes: 0 })
    expect(pieces.match(/<contentId>/g)?.length).toBeGreaterThan(2)
    expect(opened(pieces)).toContain('<string>Услуга оказана</string>')
  })

  it('has a new revision when told so', async () => {
    await h.control(simulator, 'PUT', 'directories/7246', [['ELK_RESULT', 'Иное имя']])
    expect(opened(await ask(data('7246', 2)))).toContain('Иное имя')
    expect(opened(await ask(data('7246', 1)))).toContain('Уведомление')
  })

  it('answers to either root, and not to the selector of orders', async () => {
    const list =
      '<ListClassifiers><ClassifierDescriptorList>true</ClassifierDescriptorList></ListClassifiers>'
    expect((await ask(list, 'CnsiRequest')).match(/<ClassifierDescriptor>/g)).toHaveLength(7)
    await h.soap(simulator, await h.signed(h.sendRequest(cnsi(list)), signer))
    const orders = h.getResponse('<b:RootElementLocalName>ElkOrderResponse</b:RootElementLocalName>')
    expect((await h.soap(simulator, await h.signed(orders, signer))).text).not.toContain('ResponseMessage')
  })

  it('rejects what it does not have and what breaks the schema', async () => {
    expect(h.value(await ask(data('NONE')), 'RejectionReasonCode')).toBe('NO_DATA')
    expect(h.value(await ask(data('ELK_STATUS', 9)), 'RejectionReasonCode')).toBe('NO_DATA')
    const increment =
      '<GetAvailableIncrement><code>ELK_STATUS</code><revision>1</revision></GetAvailableIncrement>'
    expect(h.value(await ask(increment), 'RejectionReasonCode')).toBe('UNKNOWN_REQUEST_DESCRIPTION')
    expect(await ask('<GetClassifierData/>')).toContain('requestIsRejectedBySmev')
  })

  it('can be asked through the adapter, which lays the archive in its directory', async () => {
    const requestContent = { content: { messagePrimaryContent: { any: cnsi(data('ELK_STATUS')) } } }
    const requestMessage = {
      messageType: 'RequestMessageType',
      requestMetadata: { clientId: 'c-1' },
      requestContent,
    }
    await a.post(simulator, '/adapter/send', { itSystem: 'CNSI', requestMessage })
    const answer = await a.poll(simulator, '/adapter/get', { itSystem: 'CNSI' })
    expect(answer).toMatch(/"filePath":"[\w-]+\/part-1-[\w-]+\.zip"/)
  })
})

describe('an archive', () => {
  const has = (tool: string) => {
    try {
      execFileSync(tool, ['-v'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  }
  it.runIf(has('unzip'))('is opened by unzip (skipped where there is none)', () => {
    const folder = h.temporary()
    writeFileSync(path.join(folder, 'a.zip'), zip('имя.xml', Buffer.from('<a>текст</a>')))
    expect(execFileSync('unzip', ['-p', path.join(folder, 'a.zip')]).toString()).toBe('<a>текст</a>')
  })
})
