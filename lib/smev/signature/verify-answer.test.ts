import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Signer } from '@/lib/gost/signer'
import { contract, contracts, describeWithContracts } from '../contracts.kit'
import { withXml } from '../xml/read'
import { signedAnswer, testSigner } from './answer.kit'
import { hostileAnswers } from './hostile.kit'
import { listSignatures } from './list-signatures'
import type { Trust } from './believe'
import { verifyAnswer } from './verify-answer'

const anyone: Trust = { pinned: [], roots: [], chain: [] }
function verified(xml: string, trust = anyone) {
  const read = withXml(Buffer.from(xml), (document) => verifyAnswer(document, trust))
  return read.ok ? read.value : read
}

const fixtures = path.resolve(import.meta.dirname, '../__fixtures__')
const refused = (xml: string) => expect(verified(xml), xml.slice(0, 200)).toMatchObject({ ok: false })

describe('forged answers', () => {
  const files = readdirSync(path.join(fixtures, 'invalid'))
  it('the good one that they were made of is believed', () => {
    expect(verified(readFileSync(path.join(fixtures, 'signed-answer.xml'), 'utf8'))).toMatchObject({
      ok: true,
    })
    expect(files.length).toBeGreaterThan(40)
  })
  it.each(files)('%s is refused', (file) =>
    refused(readFileSync(path.join(fixtures, 'invalid', file), 'utf8')),
  )

  it('made anew with other keys are refused as well', async () => {
    const { good, bad } = await hostileAnswers()
    expect(verified(good)).toMatchObject({ ok: true })
    for (const [trick, xml] of Object.entries(bad)) {
      expect(xml, trick).not.toBe(good)
      expect(verified(xml), trick).toMatchObject({ ok: false })
    }
  })
})

describe('what is believed', () => {
  let smev: Signer
  let sender: Signer
  let answer: string
  beforeAll(async () => {
    smev = testSigner('СМЭВ')
    sender = testSigner('ЕПГУ', 'tc26-512-A')
    answer = await signedAnswer({ smev, sender })
  })

  it('is Response as it was digested, and who signed', () => {
    const found = verified(answer)
    if (!found.ok || !('content' in found)) throw new Error('not verified')
    expect(found.content).toMatch(/^<ns1:Response [^>]*Id="SIGNED_BY_SMEV">/)
    expect(found.content).toContain('2165858001')
    expect(found.content).not.toContain('SMEVSignature')
    expect(found.signers).toEqual({ smev: smev.certificate, sender: sender.certificate })
  })

  it('survives what changes no meaning: prefixes, indentation outside SignedInfo, comments', () => {
    const again = answer
      .replaceAll('<t:', '<u:').replaceAll('</t:', '</u:').replace('xmlns:t=', 'xmlns:u=')
      .replace('<ns1:OriginalMessageId>', '\n  <!-- a comment --><ns1:OriginalMessageId>') // prettier-ignore
    expect(verified(again)).toMatchObject({ ok: true })
  })

  it('a comment inside a number hides nothing: the number is read as it was signed', () => {
    const found = verified(answer.replace('2165858001', '21658<!-- x -->58001'))
    expect(found).toMatchObject({ ok: true, content: expect.stringContaining('2165858001') })
  })

  it('СМЭВ’s certificate is the pinned one, when one is', () => {
    expect(verified(answer, { ...anyone, pinned: [smev.certificate.fingerprint] })).toMatchObject({
      ok: true,
    })
    expect(verified(answer, { ...anyone, pinned: [sender.certificate.fingerprint] })).toMatchObject({
      ok: false,
    })
  })

  it('every certificate leads to a given root, when roots are given', () => {
    const [one, other] = [smev.certificate, sender.certificate]
    expect(verified(answer, { ...anyone, roots: [one, other] })).toMatchObject({ ok: true })
    expect(verified(answer, { ...anyone, roots: [one] })).toMatchObject({ ok: false })
  })

  it.each([10, 40, 70])('one changed byte at %i %% of Response is seen', (percent) => {
    const start = answer.indexOf('<ns1:Response')
    const end = answer.indexOf('<t:SMEVSignature>')
    let at = start + Math.floor(((end - start) * percent) / 100)
    while (!/[0-9a-z]/i.test(answer[at]!)) at++
    refused(answer.slice(0, at) + (answer[at] === 'x' ? 'y' : 'x') + answer.slice(at + 1))
  })
})

/** The files were indented after they were recorded; SignedInfo must stand as it was signed. */
const asRecorded = (xml: string) =>
  xml.replace(/<ds:SignedInfo>[\s\S]*?<\/ds:SignedInfo>/g, (info) => info.replace(/>\s+</g, '><'))

describeWithContracts('recorded answers', () => {
  it.each(contracts('real-messages'))('%s verifies', (name) => {
    const xml = contract(`real-messages/${name}`)
    expect(verified(asRecorded(xml))).toMatchObject({ ok: true })
    const read = withXml(Buffer.from(xml), listSignatures)
    if (!read.ok) throw new Error(read.reason)
    expect(read.value.map(({ digest, reformatted }) => [digest, reformatted])).toEqual(
      read.value.map(() => [true, true]),
    )
  })

  it.each(contracts('real-messages'))('%s with any signed letter changed does not', (name) => {
    const xml = asRecorded(contract(`real-messages/${name}`))
    const places = [...xml.matchAll(/>([^<>\s][^<>]*)</g)]
      .map(({ index, 1: text = '' }) => index + 1 + (text.length >> 1))
      .filter((at) => at < xml.lastIndexOf('<ds:KeyInfo>'))
    expect(places.length).toBeGreaterThan(10)
    for (const at of places) refused(xml.slice(0, at) + (xml[at] === '1' ? '2' : '1') + xml.slice(at + 1))
  })
})
