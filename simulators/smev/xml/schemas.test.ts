import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlElement,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm'
import { describe, expect, it } from 'vitest'
import { childElements } from './parse'
import { type Version, VERSIONS } from './namespaces'
import { businessProblems, envelopeProblems } from './schemas'

const contracts = path.resolve(import.meta.dirname, '../../../../shared/contracts')
const present = existsSync(contracts)
const samples = present
  ? readdirSync(path.join(contracts, 'samples')).filter((name) => /^[012]\d-.*\.xml$/.test(name))
  : []

/** Every sample with one element removed, doubled, emptied, lengthened, renamed or moved to the end. */
function mutations(xml: string): string[] {
  const count = withElements(xml, (elements) => elements.length)
  const change: ((element: XmlElement) => void)[] = [
    (element) => element.remove(),
    (element) => void replaceText(element, ''),
    (element) => void replaceText(element, '7'.repeat(300)),
    (element) => void replaceText(element, 'слово'),
    (element) => void replaceText(element, ' 1 '),
    (element) => void element.setAttr('extra', '1'),
    (element) => void element.addElement('unknown'),
    (element) => void (element.name === 'order' && element.addElement('senderInn', 'elk')),
    (element) => void (element.attr('env') && element.attr('env')?.remove()),
    (element) => void (element.attr('env') && element.setAttr('env', 'DEVELOPMENT')),
  ]
  return Array.from({ length: count - 1 }, (_, index) => index + 1).flatMap((index) =>
    change.map((mutate) => withElements(xml, (elements, text) => (mutate(elements[index]!), text()))),
  )
}

function replaceText(element: XmlElement, text: string): void {
  if (childElements(element).length > 0) return
  element.firstChild?.remove()
  element.addText(text)
}

function withElements<T>(xml: string, work: (elements: XmlElement[], text: () => string) => T): T {
  const document = XmlDocument.fromString(xml)
  const all = (element: XmlElement): XmlElement[] => [element, ...childElements(element).flatMap(all)]
  try {
    return work(all(document.root), () => document.toString({ format: false }))
  } finally {
    document.dispose()
  }
}

function verdict(xml: string, valid: (document: XmlDocument) => boolean): boolean {
  const document = XmlDocument.fromString(xml)
  try {
    return valid(document)
  } finally {
    document.dispose()
  }
}

describe.skipIf(!present)('the schema of orders (skipped where the official contracts are absent)', () => {
  const official = present
    ? XsdValidator.fromDoc(
        XmlDocument.fromBuffer(readFileSync(path.join(contracts, 'xsd/elk-status-1.0.2.xsd'))),
      )
    : undefined
  const officially = (document: XmlDocument): boolean => {
    try {
      official?.validate(document)
      return true
    } catch {
      return false
    }
  }
  const ours = (document: XmlDocument) => businessProblems(document.root).length === 0

  it.each(samples)('agrees with the official one on %s and what can be spoilt in it', (name) => {
    const xml = readFileSync(path.join(contracts, 'samples', name), 'utf8')
    expect(verdict(xml, officially)).toBe(true)
    expect(verdict(xml, ours)).toBe(true)
    let refused = 0
    for (const mutant of mutations(xml)) {
      const expected = verdict(mutant, officially)
      expect(verdict(mutant, ours), mutant).toBe(expected)
      if (!expected) refused += 1
    }
    expect(refused).toBeGreaterThan(10)
  })
})

const envelopes = ['30-smev12-sendrequest-create', '33-smev12-getresponse-request', '37-smev12-ack']

describe.skipIf(!present).each(VERSIONS)(
  'the schema of exchange %s (skipped without the contracts)',
  (version) => {
    const official = present ? exchange(version) : undefined
    const officially = (document: XmlDocument): boolean => {
      try {
        official?.validate(document)
        return true
      } catch {
        return false
      }
    }

    it.each(envelopes)('agrees with the official one on %s and what can be spoilt in it', (name) => {
      const xml = requestOf(readFileSync(path.join(contracts, 'samples', `${name}.xml`), 'utf8'), version)
      const ours = (document: XmlDocument) => envelopeProblems(version, document.root).length === 0
      expect(verdict(xml, officially)).toBe(true)
      expect(verdict(xml, ours)).toBe(true)
      let refused = 0
      for (const mutant of mutations(xml)) {
        const expected = verdict(mutant, officially)
        expect(verdict(mutant, ours), mutant).toBe(expected)
        if (!expected) refused += 1
      }
      expect(refused).toBeGreaterThan(5)
    })
  },
)

function exchange(version: Version): XsdValidator {
  const read = (part: string) =>
    readFileSync(path.join(contracts, 'xsd', `smev-message-exchange-${part}-${version}.xsd`))
  const parts = version === '1.3' ? ['basic', 'routing', 'directive'] : ['basic']
  const files = parts.map((part) => [`smev-message-exchange-${part}-${version}.xsd`, read(part)] as const)
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(files)))
  return XsdValidator.fromDoc(XmlDocument.fromBuffer(read('types'), { url: `types-${version}.xsd` }))
}

/** The request within a sample envelope, standing alone, in the namespaces of a version; without the order itself. */
function requestOf(sample: string, version: Version): string {
  const body = withElements(sample, (elements) => {
    const found = elements.find(({ name }) => name === 'Body')
    return found ? childElements(found)[0]?.canonicalizeToString({ mode: 1 }) : undefined
  })
  return (body ?? '')
    .replace(/(message-exchange\/types\/(?:basic\/)?)1\.2/g, `$1${version}`)
    .replace(
      /(<(?:\w+:)?MessagePrimaryContent>).*(<\/(?:\w+:)?MessagePrimaryContent>)/s,
      '$1<x xmlns="urn:x"></x>$2',
    )
}
