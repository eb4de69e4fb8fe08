import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlElement,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm'
import { expect, it } from 'vitest'
import { contract, contracts, describeWithContracts } from '../contracts.kit'
import { exchangeVersions, type ExchangeVersion } from '../envelope/soap'
import { problemsOf } from './validate'
import { validateExchange } from './validate-exchange'

const elementsOf = (element: XmlElement): XmlElement[] => {
  const found = [element]
  for (let node = element.firstChild; node; node = node.next)
    if (node instanceof XmlElement) found.push(...elementsOf(node))
  return found
}
const withElements = <T>(xml: string, work: (elements: XmlElement[], document: XmlDocument) => T): T => {
  const document = XmlDocument.fromString(xml)
  try {
    return work(elementsOf(document.root), document)
  } finally {
    document.dispose()
  }
}
const say = (element: XmlElement, text: string) => {
  if (elementsOf(element).length > 1) return
  element.firstChild?.remove()
  element.addText(text)
}
const CHANGES: ((element: XmlElement) => void)[] = [
  (element) => element.remove(),
  (element) => say(element, ''),
  (element) => say(element, '7'.repeat(600)),
  (element) => say(element, 'слово'),
  (element) => void element.setAttr('extra', '1'),
  (element) => void element.addElement('unknown'),
]

/** A document with each of its elements but the first removed, emptied, lengthened, misspelt, widened. */
const spoilt = (xml: string): string[] =>
  Array.from({ length: withElements(xml, (all) => all.length) - 1 }, (_, index) => index + 1).flatMap(
    (index) =>
      CHANGES.map((change) =>
        withElements(xml, (all, document) => {
          change(all[index]!)
          return document.toString({ format: false })
        }),
      ),
  )

const officials = new Map<ExchangeVersion, XsdValidator>()

/** Compiled once: libxml2 takes a few providers of files in a process, no more. */
function officialOf(version: ExchangeVersion): XsdValidator {
  const known = officials.get(version)
  if (known) return known
  const parts = version === '1.3' ? ['basic', 'routing', 'directive'] : ['basic']
  const names = parts.map((part) => `smev-message-exchange-${part}-${version}.xsd`)
  const files = names.map((name) => [name, Buffer.from(contract(`xsd/${name}`))] as const)
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(files)))
  const types = Buffer.from(contract(`xsd/smev-message-exchange-types-${version}.xsd`))
  const schema = XsdValidator.fromDoc(XmlDocument.fromBuffer(types, { url: `types-${version}.xsd` }))
  officials.set(version, schema)
  return schema
}

/** The operation of a sample of 1.2, as another version has it, its business content left out. */
function operationOf(sample: string, version: ExchangeVersion): string {
  const operation = withElements(contract(`samples/${sample}`), (all) => {
    const body = all.findIndex(({ name }) => name === 'Body')
    return all[body + 1]!.canonicalizeToString({ mode: 1 })
  })
    .replace(/(message-exchange\/types\/(?:basic\/)?)1\.2/g, `$1${version}`)
    .replace(
      /(<(?:\w+:)?MessagePrimaryContent[^>]*>).*(<\/(?:\w+:)?MessagePrimaryContent>)/s,
      '$1<x xmlns="urn:x"></x>$2',
    )
  if (version === '1.2') return operation
  const named = operation.replace(/<\/(\w+:)?Mnemonic>/g, '$&<$1HumanReadableName>имя</$1HumanReadableName>')
  if (version === '1.3') return named
  return named
    .replace('messageIsDelivered', 'responseIsDelivered')
    .replace(/<\/(\w+:)?SendingTimestamp>/g, '$&<$1DestinationName>очередь</$1DestinationName>')
    .replace(
      /<\/(\w+:)?Recipient>|(<\/(\w+:)?DestinationName>)(?!.*Recipient)/gs,
      (end, a: string | undefined, _: unknown, b: string | undefined) => {
        const prefix = a ?? b ?? ''
        return `${end}<${prefix}SupplementaryData><${prefix}InteractionType>other</${prefix}InteractionType></${prefix}SupplementaryData>`
      },
    )
    .replace(/(AckTargetMessage)(?![^>]*accepted)([^>]* Id=)/, '$1 accepted="true"$2')
}

const operations = contracts('samples').filter((name) => /^3[0-47]-.*xml$/.test(name))

describeWithContracts('our schemas of the message exchange', () => {
  it.each(exchangeVersions.flatMap((version) => operations.map((sample) => ({ version, sample }))))(
    'agree with the official ones of $version on $sample and what can be spoilt in it',
    ({ version, sample }) => {
      const official = officialOf(version)
      const xml = operationOf(sample, version)
      const verdicts = (text: string) =>
        withElements(text, (_, document) => [
          problemsOf(official, document.root).length === 0,
          validateExchange(document.root)?.length === 0,
        ])
      expect(verdicts(xml), xml).toEqual([true, true])
      let refused = 0
      for (const mutant of spoilt(xml)) {
        const [officially, ours] = verdicts(mutant)
        expect(ours, mutant).toBe(officially)
        if (!officially) refused += 1
      }
      expect(refused).toBeGreaterThan(5)
    },
  )
})

it('leaves what is not of the exchange to others', () => {
  expect(withElements('<a xmlns="urn:a"/>', ([root]) => validateExchange(root!))).toBeUndefined()
})
