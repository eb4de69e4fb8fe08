import { describe, expect, it } from 'vitest'
import { readXml } from '../xml/read'
import { archiveOf } from './archive.kit'
import { CNSI_NAMESPACE, cnsiRequestXml, validateCnsi, type CnsiQuestion } from './question'
import { isCnsi, parseCnsi } from './reply'

const tree = (inner: string) => {
  const read = readXml(
    Buffer.from(
      `<c:CnsiResponse xmlns:c="${CNSI_NAMESPACE}" xmlns="${CNSI_NAMESPACE}">${inner}</c:CnsiResponse>`,
    ),
  )
  if (!read.ok) throw new Error(read.reason)
  return read.root
}
const none = () => ({ ok: false as const, reason: 'not asked for' })
const parse = (inner: string) => parseCnsi(tree(inner), none)

const questions: CnsiQuestion[] = [
  { ask: 'revisions', code: 'ELK_STATUS', pageSize: 1000 },
  { ask: 'count', code: '7210', revision: 3 },
  { ask: 'data', code: 'ELK_STATUS', revision: 3, pageSize: 1000 },
  { ask: 'data', code: 'ELK_STATUS', revision: 3, pageSize: 1000, startFrom: 1001 },
]

describe('a question', () => {
  it.each(questions)('%o is what our schema admits', (question) =>
    expect(validateCnsi(cnsiRequestXml(question, 'ns3'))).toEqual([]),
  )

  it('is written as the СМЭВ transform would', () => {
    expect(cnsiRequestXml(questions[3]!, 'ns3')).toBe(
      `<ns3:CnsiRequest xmlns:ns3="${CNSI_NAMESPACE}"><ns3:GetClassifierData><ns3:code>ELK_STATUS</ns3:code><ns3:revision>3</ns3:revision>` +
        '<ns3:pageSize>1000</ns3:pageSize><ns3:startFrom>1001</ns3:startFrom></ns3:GetClassifierData></ns3:CnsiRequest>',
    )
  })

  it.each([
    { ask: 'revisions', code: '', pageSize: 1 },
    { ask: 'revisions', code: 'a b', pageSize: 1 },
    { ask: 'revisions', code: 'A', pageSize: 0 },
    { ask: 'data', code: 'A', revision: 1, pageSize: 1, startFrom: 0 },
    { ask: 'count', code: 'A', revision: 1.5 },
  ] satisfies CnsiQuestion[])('%o is not', (question) =>
    expect(validateCnsi(cnsiRequestXml(question, 'ns3'))).not.toEqual([]),
  )
})

describe('an answer of ЕСНСИ', () => {
  it('is known by its root and namespace', () => {
    expect(isCnsi(tree(''))).toBe(true)
    expect(isCnsi({ ...tree(''), namespace: 'urn:other' })).toBe(false)
    expect(isCnsi({ ...tree(''), name: 'CnsiRequest' })).toBe(false)
  })

  it('tells revisions with their dates, and leaves out what is no revision', () => {
    const one = (revision: string, timestamp: string) =>
      `<RevisionDescriptor><revision>${revision}</revision><timestamp>${timestamp}</timestamp></RevisionDescriptor>`
    const list = one('1', '2026-01-15+03:00') + one('2', 'вчера') + one('-3', '') + one('x', '')
    expect(parse(`<GetClassifierRevisionList>${list}</GetClassifierRevisionList>`)).toEqual({
      to: 'revisions',
      revisions: [{ revision: 1, date: '2026-01-15' }, { revision: 2 }],
    })
  })

  it('tells how many records there are', () => {
    const count = (text: string) =>
      parse(`<GetClassifierRecordsCount><recordsCount>${text}</recordsCount></GetClassifierRecordsCount>`)
    expect(count('12')).toEqual({ to: 'count', count: 12 })
    for (const bad of ['', '-1', '1.5', '9'.repeat(12)])
      expect(count(bad)).toEqual({ to: 'unclear', reason: 'no recordsCount' })
  })

  it('gives data from the attachments, or says why it cannot', () => {
    const xml =
      '<simple-classifier><a uid="1" name="Код"/><record><attribute-value attribute-ref="1">5</attribute-value></record></simple-classifier>'
    const pieces = [archiveOf([{ name: 'a', content: Buffer.from(xml) }])]
    const data = tree('<GetClassifierData/>')
    expect(parseCnsi(data, () => ({ ok: true, pieces }))).toEqual({
      to: 'data',
      attributes: ['Код'],
      records: [{ Код: '5' }],
    })
    expect(parseCnsi(data, none)).toEqual({ to: 'unclear', reason: 'not asked for' })
  })

  it.each([
    ['<GetClassifierRevisionList/>', 'no revisions'],
    ['<GetChecksumInfo/>', 'an answer to GetChecksumInfo'],
    ['', 'an answer to nothing'],
  ])('%s is unclear', (inner, why) => expect(parse(inner)).toEqual({ to: 'unclear', reason: why }))
})
