import { XmlDocument } from 'libxml2-wasm'
import { describe, expect, it } from 'vitest'
import { streebog256 } from '@/lib/gost/streebog'
import { contract, describeWithContracts } from '../contracts.kit'
import { smevTransform } from './smev-transform'

const transformed = (xml: string) => {
  const document = XmlDocument.fromString(xml)
  try {
    return smevTransform(document.root)
  } finally {
    document.dispose()
  }
}

describe('the СМЭВ transform', () => {
  it.each([
    ['drops the declaration, instructions and comments', '<?xml version="1.0"?><?pi x?><a><!-- c --><b/></a>', '<a><b></b></a>'],
    ['drops text of blanks alone and keeps the rest as it is', '<a>\n  <b> x \n</b>\t</a>', '<a><b> x \n</b></a>'],
    ['drops declarations nobody uses', '<a xmlns:x="urn:x"><b/></a>', '<a><b></b></a>'],
    ['gives siblings new numbers', '<a><x:b xmlns:x="urn:x"/><y:b xmlns:y="urn:x"/></a>', '<a><ns1:b xmlns:ns1="urn:x"></ns1:b><ns2:b xmlns:ns2="urn:x"></ns2:b></a>'],
    ['keeps a number within its subtree', '<x:a xmlns:x="urn:x"><x:b/></x:a>', '<ns1:a xmlns:ns1="urn:x"><ns1:b></ns1:b></ns1:a>'],
    ['sorts attributes: of a namespace first, by it, then by name', '<a xmlns:x="urn:2" xmlns:y="urn:1" z="1" x:b="2" b="3" y:c="4"/>', '<a xmlns:ns1="urn:1" xmlns:ns2="urn:2" ns1:c="4" ns2:b="2" b="3" z="1"></a>'],
    ['leaves names inside values alone', '<a xmlns:i="urn:i" xmlns:n="urn:n" i:type="n:T"/>', '<a xmlns:ns1="urn:i" ns1:type="n:T"></a>'],
    ['escapes', '<a b="&lt;&quot;&amp;">&lt;&amp;</a>', '<a b="&lt;&quot;&amp;">&lt;&amp;</a>'],
    ['takes CDATA as text', '<a><![CDATA[x<y]]></a>', '<a>x&lt;y</a>'],
  ])('%s', (_, input, output) => expect(transformed(input)).toBe(output)) // prettier-ignore

  it('changes nothing that is transformed already', () => {
    const once = transformed('<o:a xmlns:o="urn:o" xmlns="urn:d"><b c="1"><o:d>x</o:d></b></o:a>')
    expect(transformed(once)).toBe(once)
  })
})

describeWithContracts('published vectors', () => {
  it('come out byte for byte, digest included', () => {
    const { vectors } = JSON.parse(contract('samples/smev-transform-vectors.json')) as {
      vectors: { name: string; input: string; transformed: string; digest_gost3411_2012_256_base64: string }[]
    }
    expect(vectors.length).toBeGreaterThan(2)
    for (const vector of vectors) {
      const input = vector.input.startsWith('@') ? contract(`samples/${vector.input.slice(1)}`) : vector.input
      const output = transformed(input)
      expect(output, vector.name).toBe(vector.transformed)
      expect(Buffer.from(streebog256(Buffer.from(output))).toString('base64'), vector.name).toBe(
        vector.digest_gost3411_2012_256_base64,
      )
    }
  })
})
