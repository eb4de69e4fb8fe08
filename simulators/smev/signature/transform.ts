import { XmlAttribute, XmlCData, XmlComment, XmlElement, XmlText } from 'libxml2-wasm'

const TEXT: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' }
const ATTRIBUTE: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}

type Scope = ReadonlyMap<string, string>

/**
 * The transform `urn://smev-gov-ru/xmldsig/transform` of one element, as it stands after exclusive canonicalisation: no
 * comments, no processing instructions, no blank text, prefixes numbered in the order of need, attributes in order.
 */
export function smevTransform(element: XmlElement): string {
  let last = 0
  const write = (node: XmlElement, outer: Scope): string => {
    const scope = new Map(outer)
    let declarations = ''
    const qualified = (namespace: string, name: string): string => {
      if (namespace === '') return name
      let prefix = scope.get(namespace)
      if (prefix === undefined) {
        prefix = `ns${(last += 1)}`
        scope.set(namespace, prefix)
        declarations += ` xmlns:${prefix}="${escape(namespace, ATTRIBUTE)}"`
      }
      return `${prefix}:${name}`
    }
    const tag = qualified(node.namespaceUri, node.name)
    const attributes = [...node.attrs]
      .sort(inOrder)
      .map(
        ({ namespaceUri, name, value }) => ` ${qualified(namespaceUri, name)}="${escape(value, ATTRIBUTE)}"`,
      )
      .join('')
    const content = contentOf(node)
      .map((part) => (typeof part === 'string' ? escape(part, TEXT) : write(part, scope)))
      .join('')
    return `<${tag}${declarations}${attributes}>${content}</${tag}>`
  }
  return write(element, new Map())
}

/** Children without comments; text that a comment had parted is one piece again, blank pieces are gone. */
function contentOf(element: XmlElement): (string | XmlElement)[] {
  const parts: (string | XmlElement)[] = []
  let text = ''
  const flush = () => {
    if (/[^ \t\r\n]/.test(text)) parts.push(text)
    text = ''
  }
  for (let node = element.firstChild; node; node = node.next) {
    if (node instanceof XmlText || node instanceof XmlCData) text += node.content
    else if (node instanceof XmlElement) {
      flush()
      parts.push(node)
    } else if (!(node instanceof XmlComment)) flush()
  }
  flush()
  return parts
}

/** Qualified before unqualified, by namespace, then by local name. */
function inOrder(one: XmlAttribute, other: XmlAttribute): number {
  if ((one.namespaceUri === '') !== (other.namespaceUri === '')) return one.namespaceUri === '' ? 1 : -1
  return compare(one.namespaceUri, other.namespaceUri) || compare(one.name, other.name)
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const escape = (text: string, entities: Record<string, string>): string =>
  text.replace(/[&<>"\t\n\r]/g, (sign) => entities[sign] ?? sign)
