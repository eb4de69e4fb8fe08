import { ParseOption, XmlDocument, XmlElement, XmlLibError } from 'libxml2-wasm'

/** An element as plain data: what libxml2 holds must be freed, this need not be. */
export interface Element {
  name: string
  namespace: string
  text: string
  children: Element[]
}

export class XmlRefused extends Error {
  constructor(readonly problems: string[]) {
    super(problems[0] ?? 'The XML was refused')
  }
}

const OPTIONS = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE

/** Parses, hands the document over, frees it. A document with a DTD never reaches the caller. */
export function withDocument<T>(bytes: Uint8Array, read: (document: XmlDocument) => T): T {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('<!DOCTYPE'))
    throw new XmlRefused(['DOCTYPE is not allowed in a SOAP message'])
  const document = parse(bytes)
  try {
    if (document.dtd) throw new XmlRefused(['DOCTYPE is not allowed in a SOAP message'])
    return read(document)
  } finally {
    document.dispose()
  }
}

function parse(bytes: Uint8Array): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, { option: OPTIONS })
  } catch (error) {
    if (error instanceof XmlLibError) throw new XmlRefused(problemsOf(error))
    throw error
  }
}

export function problemsOf(error: XmlLibError): string[] {
  const details = error.details.map((detail) => detail.message.trim())
  return details.length > 0 ? details : [error.message.trim()]
}

export function childElements(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = []
  for (let node = element.firstChild; node; node = node.next) if (node instanceof XmlElement) found.push(node)
  return found
}

export function toElement(element: XmlElement): Element {
  const children = childElements(element)
  return {
    name: element.name,
    namespace: element.namespaceUri,
    text: children.length > 0 ? '' : element.content,
    children: children.map(toElement),
  }
}

export function child(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((candidate) => candidate.name === name)
}

export function textOf(element: Element | undefined, name: string): string | undefined {
  return child(element, name)?.text.trim()
}
