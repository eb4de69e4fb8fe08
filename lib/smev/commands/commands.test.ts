import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readCertificate } from '@/lib/gost/certificate'
import { readPem } from '@/lib/gost/pem'
import { readPrivateKey } from '@/lib/gost/private-key'
import { pureSigner } from '@/lib/gost/pure-signer'
import { contract, contracts, describeWithContracts } from '../contracts.kit'
import { makeKey } from './keygen'
import { digestOf, transformFile } from './transform'
import { validateFile } from './validate'
import { verifyFile } from './verify'

const fixture = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../__fixtures__', name))

it('verify tells one line a signature, and ends well only when all hold', () => {
  const good = verifyFile(fixture('signed-answer.xml'))
  expect(good).toMatchObject({
    ok: true,
    lines: ['SIGNED_BY_CALLER digest ok signature ok ЕПГУ', 'SIGNED_BY_SMEV digest ok signature ok СМЭВ'],
  })
  expect(good.notes).toHaveLength(2)
  expect(verifyFile(fixture('invalid/changed-number.xml'))).toMatchObject({
    ok: false,
    lines: ['SIGNED_BY_CALLER digest bad signature ok ЕПГУ', 'SIGNED_BY_SMEV digest bad signature ok СМЭВ'],
  })
  expect(verifyFile(fixture('golden/update-with-file.xml'))).toMatchObject({
    ok: false,
    lines: ['no signature'],
  })
  expect(verifyFile(Buffer.from('nonsense')).ok).toBe(false)
})

it('transform gives the element of one Id, or says that none has it', () => {
  const bytes = Buffer.from('<a xmlns="urn:a"><b Id="x"> t </b><c Id="y"/><c Id="y"/></a>')
  expect(transformFile(bytes, 'x')).toEqual({
    ok: true,
    text: '<ns1:b xmlns:ns1="urn:a" Id="x"> t </ns1:b>',
  })
  expect(transformFile(bytes, 'y').ok).toBe(false)
  expect(transformFile(bytes, 'z').ok).toBe(false)
  expect(digestOf('')).toBe(
    Buffer.from('3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb', 'hex').toString('base64'),
  )
})

it('keygen makes a pair that signs, for its owner’s eyes only, and overwrites nothing', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'elk-key-'))
  try {
    const [key = '', certificate = ''] = makeKey(path.join(folder, 'new'), 'ООО «Пример»', 'tc26-256-A', 30)
    expect(statSync(key).mode & 0o777).toBe(0o600)
    const read = readCertificate(readPem(readFileSync(certificate, 'utf8'))[0]!.der)
    expect(read.owner).toBe('ООО «Пример»')
    expect(() => pureSigner(read, readPrivateKey(readFileSync(key, 'utf8')))).not.toThrow()
    expect(() => makeKey(path.join(folder, 'new'), 'x', 'tc26-256-A', 30)).toThrow('is there already')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('validate looks into envelopes: their own schema, the orders within, what СМЭВ asks for besides', () => {
  const envelope = fixture('golden/envelope-update-with-file.xml').toString('utf8')
  const judged = (xml: string) => validateFile(Buffer.from(xml))
  expect(judged(envelope)).toEqual([])
  expect(judged(envelope.replace('<soap:Header></soap:Header>', ''))).toEqual(['no soap:Header'])
  expect(judged(envelope.replace(/<ns1:MessageID>.*<\/ns1:MessageID>/, ''))).not.toEqual([])
  expect(judged(envelope.replace(/(:statusDate>)[^<]+/, '$1yesterday'))).not.toEqual([])
  expect(judged('<a xmlns="urn:a"/>')).toEqual(['a of urn:a is none of ours to judge'])
  expect(validateFile(fixture('invalid/dtd.xml'))).toEqual(['DTD'])
})

describeWithContracts('samples', () => {
  it.each(contracts('samples').filter((name) => /^(0[1-9]|10|2\d)-.*xml$/.test(name)))(
    '%s is valid',
    (name) => {
      expect(validateFile(Buffer.from(contract(`samples/${name}`)))).toEqual([])
    },
  )
  it.each([
    ...contracts('samples')
      .filter((name) => /^3\d-.*xml$/.test(name))
      .map((name) => `samples/${name}`),
    ...contracts('real-messages').map((name) => `real-messages/${name}`),
  ])('envelope %s is valid', (name) => {
    expect(validateFile(Buffer.from(contract(name)))).toEqual([])
  })
  it('a spoilt one is not', () => {
    const xml = contract('samples/01-create-by-snils.xml').replace(/statusDate>(?=\d)/, 'statusDate>x')
    expect(validateFile(Buffer.from(xml))).not.toEqual([])
  })
})
