import { describe, expect, it } from 'vitest'
import { readXml, XML_LIMITS } from './read'

const read = (text: string | Uint8Array) => readXml(typeof text === 'string' ? Buffer.from(text) : text)
const reason = (text: string | Uint8Array) => {
  const result = read(text)
  return result.ok ? 'read' : result.reason
}

describe('reading foreign XML', () => {
  it('gives names without prefixes, attributes, text', () => {
    expect(
      read(
        '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<a:r xmlns:a="urn:a" Id="1"><b>x<![CDATA[<y>]]></b><!-- c --></a:r>',
      ),
    ).toEqual({
      ok: true,
      root: {
        name: 'r',
        namespace: 'urn:a',
        attributes: { Id: '1' },
        text: '',
        children: [{ name: 'b', namespace: '', attributes: {}, children: [], text: 'x<y>' }],
      },
    })
  })

  it.each([
    ['nothing', new Uint8Array(), /empty/],
    ['a DTD', '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', /DTD/],
    ['an entity bomb', '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r>&b;</r>', /DTD/],
    ['an unknown entity', '<r>&a;</r>', /./],
    ['a processing instruction, which ends what is read', '<r><?x y?><a/></r>', /processing instruction/],
    ['half a document', '<r><a>', /./],
    ['HTML', '<html><br><p>502</html>', /./],
    ['plain text', 'upstream is away', /./],
    ['another encoding', '<?xml version="1.0" encoding="windows-1251"?><r/>', /encoding/],
    [
      'bytes of another encoding',
      Buffer.from([0x3c, 0x72, 0x3e, 0xcf, 0xf0, 0x3c, 0x2f, 0x72, 0x3e]),
      /UTF-8/,
    ],
    ['UTF-16', Buffer.from('\ufeff<r/>', 'utf16le'), /./],
    ['too many bytes', Buffer.alloc(XML_LIMITS.bytes + 1, 0x20), /larger/],
    ['too many levels', '<a>'.repeat(65) + '</a>'.repeat(65), /deeper/],
    ['too many nodes', `<r>${'<a/>'.repeat(XML_LIMITS.nodes + 1)}</r>`, /nodes/],
    ['an undeclared prefix', '<x:r/>', /./],
  ])('refuses %s', (_, text, why) => {
    expect(reason(text)).not.toBe('read')
    expect(reason(text)).toMatch(why)
  })

  it('reads 64 levels', () => expect(reason('<a>'.repeat(64) + '</a>'.repeat(64))).toBe('read'))
})
