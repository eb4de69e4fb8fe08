import { expect, it } from 'vitest'
import { maskXml } from './get-message-xml'

it('masks what names a person in XML, in XML within JSON, and in the JSON of a plug-in', () => {
  const masked = [
    '<ns3:snils>900-000-123 91</ns3:snils><x>kept</x>',
    JSON.stringify({ any: '<e:lastName a="1">Вымышленнова</e:lastName><x>kept</x>' }),
    '{"any":"\\u003ce:snils\\u003e900-000-123 91\\u003C/e:snils\\u003E<e:lastName>Вымышленнова<\\/e:lastName> kept"}',
    '<lastName><![CDATA[Вы<мышленнова]]></lastName><x>kept</x>',
    JSON.stringify({
      user: { userDocSnils: { snils: '900-000-123 91', lastName: 'Вы"мышленнова' } },
      esiaId: 1000000001,
      orderNumber: 'kept',
    }),
  ].map(maskXml)
  for (const one of masked) {
    expect(one).toContain('kept')
    expect(one).not.toMatch(/900-000|мышленнова|1000000001/)
  }
  expect(JSON.parse(masked.at(-1) ?? '')).toMatchObject({ esiaId: '••••••••••' })
})

it('puts a dot for each sign, twelve at most, and leaves the rest as it is', () => {
  expect(maskXml('<a:snils>123</a:snils> <lastName/> <firstName></firstName> <x>1</x>')).toBe(
    '<a:snils>•••</a:snils> <lastName/> <firstName></firstName> <x>1</x>',
  )
  expect(maskXml(`<series>${'я😀'.repeat(20)}</series>`)).toBe(`<series>${'•'.repeat(12)}</series>`)
  expect(maskXml('{"series": "4199", "number":-12, "x": "4199"}')).toBe(
    '{"series": "••••", "number":"•••", "x": "4199"}',
  )
  expect(maskXml('{"lastName": "\\"я\\""}')).toBe('{"lastName": "•••••"}')
})
