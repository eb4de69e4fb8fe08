import { XmlDocument, type XmlElement, XmlLibError, XsdValidator } from 'libxml2-wasm'
import { ELK_STATUS_XSD } from './elk-status'

/** Compiles a schema once; the compiled one lives as long as its owner wants. */
export function compileSchema(xsd: string): XsdValidator {
  const document = XmlDocument.fromString(xsd)
  try {
    return XsdValidator.fromDoc(document)
  } finally {
    document.dispose()
  }
}

function errorsOf(error: unknown): string[] {
  if (error instanceof XmlLibError && error.details.length > 0)
    return error.details.map((detail) => detail.message.trim())
  return [error instanceof Error ? error.message.trim() : 'not XML']
}

/** What the schema has against an element of an open document; nothing when it is valid. */
export function problemsOf(validator: XsdValidator, element: XmlElement): string[] {
  try {
    validator.validate(element)
    return []
  } catch (error) {
    return errorsOf(error)
  }
}

/** What the schema has against a document; nothing when it is valid. DTDs are refused before parsing. */
export function validateAgainst(validator: XsdValidator, xml: string): string[] {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) return ['DTD is forbidden']
  let document: XmlDocument | undefined
  try {
    document = XmlDocument.fromString(xml)
    return problemsOf(validator, document.root)
  } catch (error) {
    return errorsOf(error)
  } finally {
    document?.dispose()
  }
}

let elk: XsdValidator | undefined
const elkSchema = () => (elk ??= compileSchema(ELK_STATUS_XSD))

/** ElkOrderRequest or ElkOrderResponse of status/1.0.2 against our schema, compiled once in a process. */
export const validateElk = (xml: string): string[] => validateAgainst(elkSchema(), xml)
/** The same for one that stands within an envelope. */
export const validateElkElement = (element: XmlElement): string[] => problemsOf(elkSchema(), element)
