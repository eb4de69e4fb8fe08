import { XmlCData, XmlElement, XmlText } from 'libxml2-wasm'

const XML = 'http://www.w3.org/XML/1998/namespace'

/**
 * Exclusive canonical XML 1.0 of an element, without comments, for what has neither processing instructions nor entity
 * references: SignedInfo. Declares a prefix where it is first used.
 */
export function exclusiveCanonical(
  element: XmlElement,
  rendered: ReadonlyMap<string, string> = new Map(),
): string {
  const scope = new Map(rendered)
  const used = new Map([[element.prefix, element.namespaceUri]])
  for (const attribute of element.attrs)
    if (attribute.prefix !== '') used.set(attribute.prefix, attribute.namespaceUri)
  const declarations = [...used]
    .filter(([prefix, uri]) => uri !== XML && (scope.get(prefix) ?? '') !== uri)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([prefix, uri]) => {
      scope.set(prefix, uri)
      return ` xmlns${prefix && `:${prefix}`}="${attributeText(uri)}"`
    })
    .join('')
  const attributes = element.attrs
    .map(({ prefix, name, namespaceUri, value }) => ({
      key: `${namespaceUri}\n${name}`,
      text: ` ${prefix && `${prefix}:`}${name}="${attributeText(value)}"`,
    }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ text }) => text)
    .join('')
  const tag = `${element.prefix && `${element.prefix}:`}${element.name}`
  return `<${tag}${declarations}${attributes}>${contentOf(element, scope)}</${tag}>`
}

function contentOf(element: XmlElement, scope: ReadonlyMap<string, string>): string {
  let content = ''
  for (let node = element.firstChild; node; node = node.next) {
    if (node instanceof XmlElement) content += exclusiveCanonical(node, scope)
    else if (node instanceof XmlText || node instanceof XmlCData) content += plainText(node.content)
  }
  return content
}

const plainText = (text: string): string =>
  text.replace(/[&<>\r]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&#xD;')

const attributeText = (text: string): string =>
  text.replace(
    /[&<"\t\n\r]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '"': '&quot;', '\t': '&#x9;', '\n': '&#xA;' })[sign] ?? '&#xD;',
  )
