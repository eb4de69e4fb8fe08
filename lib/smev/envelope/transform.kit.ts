import { XmlElement, XmlText, XmlCData, type XmlAttribute } from 'libxml2-wasm'

const text = (value: string) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const quoted = (value: string) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
const order = (a: XmlAttribute, b: XmlAttribute) => {
  if (!a.namespaceUri !== !b.namespaceUri) return a.namespaceUri ? -1 : 1
  const [left, right] = [`${a.namespaceUri} ${a.name}`, `${b.namespaceUri} ${b.name}`]
  return left < right ? -1 : 1
}

/** The СМЭВ transform by rules 1–8 of protocol.md, 4.7, written apart from the product to judge what it emits. */
export function smevTransform(
  element: XmlElement,
  scope: Record<string, string> = {},
  counter = { last: 0 },
): string {
  const mine = { ...scope }
  let declarations = ''
  const prefixOf = (uri: string) => {
    const known = mine[uri]
    if (known) return known
    counter.last += 1
    const prefix = `ns${counter.last}`
    mine[uri] = prefix
    declarations += ` xmlns:${prefix}="${uri}"`
    return prefix
  }
  const name = element.namespaceUri ? `${prefixOf(element.namespaceUri)}:${element.name}` : element.name
  const attributes = [...element.attrs]
    .sort(order)
    .map(
      (one) =>
        ` ${one.namespaceUri ? `${prefixOf(one.namespaceUri)}:` : ''}${one.name}="${quoted(one.value)}"`,
    )
  let inner = ''
  for (let node = element.firstChild; node; node = node.next) {
    if (node instanceof XmlElement) inner += smevTransform(node, mine, counter)
    else if ((node instanceof XmlText || node instanceof XmlCData) && node.content.trim() !== '')
      inner += text(node.content)
  }
  return `<${name}${declarations}${attributes.join('')}>${inner}</${name}>`
}
