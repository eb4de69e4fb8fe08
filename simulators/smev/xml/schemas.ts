import { readFileSync } from 'node:fs'
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlElement,
  XmlLibError,
  xmlRegisterInputProvider,
  XsdValidator,
} from 'libxml2-wasm'
import { problemsOf } from './parse'

const file = (name: string) => readFileSync(new URL(`../xsd/${name}`, import.meta.url))

function compile(name: string): XsdValidator {
  const source = XmlDocument.fromBuffer(file(name), { url: name })
  try {
    return XsdValidator.fromDoc(source)
  } finally {
    source.dispose()
  }
}

// The only file the schemas may reach for: libxml2 gets it from memory and sees no disk.
xmlRegisterInputProvider(
  new XmlBufferInputProvider({ 'exchange-basic-1.2.xsd': file('exchange-basic-1.2.xsd') }),
)
const envelope = compile('exchange-1.2.xsd')
const business = compile('elk-order-1.0.2.xsd')

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

export const envelopeProblems = (element: XmlElement) => problems(envelope, element)
export const businessProblems = (element: XmlElement) => problems(business, element)
