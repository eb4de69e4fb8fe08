import { XmlCData, XmlElement, XmlText, type XmlAttribute } from 'libxml2-wasm'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const inText = (value: string) => value.replace(/[&<>]/g, (sign) => escapes[sign]!)
const inAttribute = (value: string) => value.replace(/[&<>"]/g, (sign) => escapes[sign]!)

/** Attributes of a namespace before those of none, by namespace, then by local name (rule 7). */
const inOrder = (a: XmlAttribute, b: XmlAttribute): number => {
  const [left, right] = [a.namespaceUri, b.namespaceUri]
  if (left !== right) return !left ? 1 : !right ? -1 : left < right ? -1 : 1
  return a.name < b.name ? -1 : 1
}

/**
 * The СМЭВ transform of an element (protocol.md 4.7, rules 1–8): what is digested and what alone is read afterwards.
 * Comments are gone, as after the canonicalization that comes before it.
 */
export function smevTransform(root: XmlElement): string {
  let last = 0
  const write = (element: XmlElement, outer: ReadonlyMap<string, string>): string => {
    let scope = outer
    let declarations = ''
    const named = (uri: string, name: string): string => {
      if (!uri) return name
      let prefix = scope.get(uri)
      if (!prefix) {
        prefix = `ns${++last}`
        scope = new Map(scope).set(uri, prefix)
        declarations += ` xmlns:${prefix}="${inAttribute(uri)}"`
      }
      return `${prefix}:${name}`
    }
    const tag = named(element.namespaceUri, element.name)
    const attributes = element.attrs
      .sort(inOrder)
      .map((one) => ` ${named(one.namespaceUri, one.name)}="${inAttribute(one.value)}"`)
      .join('')
    let inner = ''
    for (let node = element.firstChild; node; node = node.next) {
      if (node instanceof XmlElement) inner += write(node, scope)
      else if ((node instanceof XmlText || node instanceof XmlCData) && /\S/.test(node.content))
        inner += inText(node.content)
    }
    return `<${tag}${declarations}${attributes}>${inner}</${tag}>`
  }
  return write(root, new Map())
}
