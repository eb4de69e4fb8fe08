import { describe, expect, it } from 'vitest'
import { archiveOf } from './archive.kit'
import { readClassifier } from './classifier'

const packed = (xml: string) => archiveOf([{ name: 'a.xml', content: Buffer.from(xml) }])
const read = (xml: string) => readClassifier([packed(xml)])
const reason = (xml: string) => {
  const result = read(xml)
  return result.ok ? 'read' : result.reason
}
const descriptors =
  '<string-attribute uid="u1" name="Код"/><string-attribute uid="u2" name=" Наименование "/>'
const value = (ref: string, text: string) =>
  `<attribute-value attribute-ref="${ref}"><string>${text}</string></attribute-value>`
const records = `<data><record uid="r">${value('u1', ' 3 ')}${value('u2', 'Услуга &amp; оказана')}${value('u9', 'чужое')}</record></data>`
const expected = {
  ok: true,
  classifier: {
    attributes: ['Код', 'Наименование'],
    records: [{ Код: '3', Наименование: 'Услуга & оказана' }],
  },
}

describe('a directory', () => {
  it.each([
    [
      'beside the data',
      `<document><simple-classifier>${descriptors}</simple-classifier>${records}</document>`,
    ],
    ['around the data', `<simple-classifier>${descriptors}${records}</simple-classifier>`],
    [
      'deeper, under prefixes',
      `<n:document xmlns:n="urn:x"><n:simple-classifier><n:attributes>${descriptors}</n:attributes></n:simple-classifier>${records}</n:document>`,
    ],
  ])('is read with its descriptors %s', (_, xml) => expect(read(xml)).toEqual(expected))

  it('is read whatever the type of a value is, and where a value is missing', () => {
    const xml = `<d><simple-classifier>${descriptors}</simple-classifier><record><attribute-value attribute-ref="u1"><integer>7</integer></attribute-value></record><record><attribute-value attribute-ref="u1">8</attribute-value></record></d>`
    expect(read(xml)).toMatchObject({ classifier: { records: [{ Код: '7' }, { Код: '8' }] } })
  })

  it('is put together of pieces, and of archives', () => {
    const xml = `<d><simple-classifier>${descriptors}</simple-classifier>${records}</d>`
    const archive = packed(xml)
    const pieces = [0, 50, 100].map((from, at, all) => archive.subarray(from, all[at + 1]))
    expect(readClassifier(pieces)).toEqual(expected)
    expect(readClassifier([archive, archive])).toMatchObject({ classifier: { records: { length: 2 } } })
    for (const missing of [0, 1, 2])
      expect(readClassifier(pieces.filter((_, at) => at !== missing))).toMatchObject({ ok: false })
  })

  it.each([
    ['no attachment', () => readClassifier([])],
    ['archive: it has no end', () => readClassifier([Buffer.from('PK\u0003\u0004')])],
    ['archive: no files', () => readClassifier([archiveOf([])])],
  ])('is refused: %s', (why, call) => expect(call()).toEqual({ ok: false, reason: why }))

  it('is refused in words when it is not what is known', () => {
    expect(reason('<a/>')).toBe('no simple-classifier')
    expect(reason('<simple-classifier><record/></simple-classifier>')).toBe('no attributes')
    const twice = '<a uid="1" name="Код"/><a uid="2" name="Код"/>'
    expect(reason(`<simple-classifier>${twice}</simple-classifier>`)).toBe('two attributes of one name')
    const many = Array.from({ length: 101 }, (_, at) => `<a uid="${at}" name="${at}"/>`).join('')
    expect(reason(`<simple-classifier>${many}</simple-classifier>`)).toBe('more than 100 attributes')
    expect(reason('<!DOCTYPE a [<!ENTITY b "c">]><simple-classifier/>')).toBe('DTD')
    expect(reason(`${'<a>'.repeat(70)}${'</a>'.repeat(70)}`)).toMatch(/deep/i)
    expect(reason('<simple-classifier>')).not.toBe('read')
  })

  it('cannot reach beyond its own rows by the name of an attribute', () => {
    const xml = `<simple-classifier><a uid="1" name="__proto__"/><a uid="2" name="Код"/><record>${value('1', 'x')}${value('2', 'y')}</record></simple-classifier>`
    const result = read(xml)
    expect(result.ok && result.classifier.records[0]?.Код).toBe('y')
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})
