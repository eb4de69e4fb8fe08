import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { XmlC14NMode, XmlElement } from 'libxml2-wasm'
import { describe, expect, it } from 'vitest'
import { readCertificate } from '../../../lib/gost/certificate'
import { verifyDigest } from '../../../lib/gost/gost3410'
import { streebog256 } from '../../../lib/gost/streebog'
import { childElements, withDocument } from '../xml/parse'
import { exclusiveCanonical } from './canonical'
import { smevTransform } from './transform'

const contracts = path.resolve(import.meta.dirname, '../../../../shared/contracts')
const present = existsSync(contracts)
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const transform = (xml: string) => withDocument(Buffer.from(xml), ({ root }) => smevTransform(root))
const all = (element: XmlElement): XmlElement[] => [element, ...childElements(element).flatMap(all)]

describe('the transform of СМЭВ', () => {
  it.each([
    [
      '<?xml version="1.0"?><?a b?><r xmlns="u:1"> <x/>\n</r>',
      '<ns1:r xmlns:ns1="u:1"><ns1:x></ns1:x></ns1:r>',
    ],
    ['<r xmlns="u:1">a<!-- b --> <!-- c -->d</r>', '<ns1:r xmlns:ns1="u:1">a d</ns1:r>'],
    ['<r xmlns="u:1"> <!-- b --> </r>', '<ns1:r xmlns:ns1="u:1"></ns1:r>'],
    ['<r xmlns="u:1">a<?b c?> </r>', '<ns1:r xmlns:ns1="u:1">a</ns1:r>'],
    ['<r xmlns="u:1"><![CDATA[a & b]]></r>', '<ns1:r xmlns:ns1="u:1">a &amp; b</ns1:r>'],
    [
      '<r xmlns="u:r"><x xmlns="u:x"/><x xmlns="u:x"/></r>',
      '<ns1:r xmlns:ns1="u:r"><ns2:x xmlns:ns2="u:x"></ns2:x><ns3:x xmlns:ns3="u:x"></ns3:x></ns1:r>',
    ],
    [
      '<r xmlns="u:r" xmlns:z="u:a" xmlns:q="u:0" z:k="1" b="2" q:m="3" a="4" xmlns:unused="u:u"/>',
      '<ns1:r xmlns:ns1="u:r" xmlns:ns2="u:0" xmlns:ns3="u:a" ns2:m="3" ns3:k="1" a="4" b="2"></ns1:r>',
    ],
    ['<r><x xmlns="u:x"/></r>', '<r><ns1:x xmlns:ns1="u:x"></ns1:x></r>'],
  ])('%s', (input, output) => expect(transform(input)).toBe(output))

  it('is its own fixed point', () => {
    const once = transform('<r xmlns="u:r" xmlns:a="u:a"><a:x a:y="1">т &lt;</a:x><a:x/></r>')
    expect(transform(once)).toBe(once)
  })
})

describe('exclusive canonical XML', () => {
  it.each([
    '<r xmlns="u:r" xmlns:a="u:a" z="1" a:b="2" c="&quot;&#9;&#10;&#13;"><a:x/><y xmlns=""><z xmlns="u:z"/></y></r>',
    '<a:r xmlns:a="u:a" xmlns:b="u:b"><b:x b:c="1" a:d="2"/><a:x xmlns:a="u:c">т &gt; &#13; <!-- x --></a:x></a:r>',
  ])('is what libxml2 makes of %s', (xml) =>
    withDocument(Buffer.from(xml), ({ root }) => {
      for (const element of all(root))
        expect(exclusiveCanonical(element)).toBe(
          element.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 }),
        )
    }),
  )
})

describe.skipIf(!present)('recorded messages and vectors (skipped where the contracts are absent)', () => {
  const samples = path.join(contracts, 'samples')
  const vectors = present
    ? (JSON.parse(readFileSync(path.join(samples, 'smev-transform-vectors.json'), 'utf8')) as {
        vectors: Record<'name' | 'input' | 'transformed' | 'digest_gost3411_2012_256_base64', string>[]
      })
    : { vectors: [] }

  it.each(vectors.vectors)('$name', ({ input, transformed, digest_gost3411_2012_256_base64: digest }) => {
    const xml = input.startsWith('@') ? readFileSync(path.join(samples, input.slice(1)), 'utf8') : input
    expect(transform(xml)).toBe(transformed)
    expect(base64(streebog256(Buffer.from(transform(xml))))).toBe(digest)
  })

  const messages = present ? readdirSync(path.join(contracts, 'real-messages')) : []
  it.each(messages)('%s: every digest and every signature', (name) => {
    const text = readFileSync(path.join(contracts, 'real-messages', name), 'utf8').replace(/>\s+</g, '><')
    withDocument(Buffer.from(text), ({ root }) => {
      const elements = all(root)
      const signatures = elements.filter((element) => element.name === 'Signature')
      expect(signatures.length).toBeGreaterThan(0)
      for (const signature of signatures) {
        const parts = all(signature)
        const textOf = (part: string) => parts.find((element) => element.name === part)?.content ?? ''
        const uri = parts.find((element) => element.name === 'Reference')?.attr('URI')?.value ?? ''
        const target = elements.find((element) => `#${element.attr('Id')?.value}` === uri)
        const info = parts.find((element) => element.name === 'SignedInfo')
        if (!target || !info) throw new Error('not a signature')
        expect(base64(streebog256(Buffer.from(smevTransform(target))))).toBe(textOf('DigestValue'))
        const { curve, publicKey } = readCertificate(Buffer.from(textOf('X509Certificate'), 'base64'))
        const digest = streebog256(Buffer.from(exclusiveCanonical(info)))
        const value = Buffer.from(textOf('SignatureValue'), 'base64')
        expect(verifyDigest(curve, publicKey, digest, value)).toBe(true)
      }
    })
  })
})
