import { readFileSync } from 'node:fs'
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlElement,
  XmlLibError,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm'
import { type Version, VERSIONS } from './namespaces'
import { problemsOf } from './parse'

const file = (name: string) => readFileSync(new URL(`../xsd/${name}`, import.meta.url))
const versioned = (name: string, version: Version) =>
  Buffer.from(file(name).toString('utf8').replaceAll('VERSION', version))

function compile(name: string, bytes: Uint8Array = file(name)): XsdValidator {
  const source = XmlDocument.fromBuffer(bytes, { url: name })
  try {
    return XsdValidator.fromDoc(source)
  } finally {
    source.dispose()
  }
}

// The only files the schemas may reach for: libxml2 gets them from memory and sees no disk.
xmlRegisterInputProvider(
  new XmlBufferInputProvider(
    Object.fromEntries(
      VERSIONS.flatMap((version) => [
        [`exchange-basic-${version}.xsd`, versioned('exchange-basic.xsd', version)],
        [`exchange-facets-${version}.xsd`, file(`exchange-facets-${version}.xsd`)],
      ]),
    ),
  ),
)
const envelopes = Object.fromEntries(
  VERSIONS.map((version) => [version, compile('exchange.xsd', versioned('exchange.xsd', version))]),
) as Record<Version, XsdValidator>
const business = compile('elk-order-1.0.2.xsd')
const adapter = compile('adapter.xsd')
const cnsi = compile('cnsi-request.xsd')

function problems(validator: XsdValidator, element: XmlElement): string[] {
  try {
    validator.validate(element)
    return []
  } catch (error) {
    if (error instanceof XmlLibError) return problemsOf(error).map(asXercesWould)
    throw error
  }
}

/** СМЭВ validates with Xerces: where the fact is the same, so is the sentence. */
function asXercesWould(message: string): string {
  const match = /'([^']*)' is not a valid value of the (?:atomic|local atomic) type 'xs:(\w+)'/.exec(message)
  return match ? `cvc-datatype-valid.1.2.1: '${match[1]}' is not a valid value for '${match[2]}'.` : message
}

export const envelopeProblems = (version: Version, element: XmlElement) =>
  problems(envelopes[version], element)
export const adapterProblems = (element: XmlElement) => problems(adapter, element)
export const cnsiProblems = (element: XmlElement) => problems(cnsi, element)
export const businessProblems = (element: XmlElement) => problems(business, element)
