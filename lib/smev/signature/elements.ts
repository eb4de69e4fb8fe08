import { XmlElement, type XmlTreeNode } from 'libxml2-wasm'

/** Every element in document order, the root first. */
export function* elementsOf(root: XmlElement): Generator<XmlElement> {
  yield root
  for (const child of childrenOf(root)) yield* elementsOf(child)
}

/** The same without what is inside of `left`. */
export function* elementsBeside(root: XmlElement, left: XmlElement): Generator<XmlElement> {
  yield root
  if (!root.isSameNode(left)) for (const child of childrenOf(root)) yield* elementsBeside(child, left)
}

export function childrenOf(element: XmlElement): XmlElement[] {
  const children: XmlElement[] = []
  for (let node: XmlTreeNode | null = element.firstChild; node; node = node.next)
    if (node instanceof XmlElement) children.push(node)
  return children
}

export const named = (element: XmlElement, namespace: string, name: string): boolean =>
  element.name === name && element.namespaceUri === namespace

/** The only child of this name; undefined when there is none or more than one. */
export function onlyChild(parent: XmlElement | undefined, namespace: string, name: string) {
  const found = parent ? childrenOf(parent).filter((child) => named(child, namespace, name)) : []
  return found.length === 1 ? found[0] : undefined
}

export const attributeOf = (element: XmlElement | undefined, name: string): string | undefined =>
  element?.attrs.find((one) => one.name === name && !one.namespaceUri)?.value

/** Every value by which an element could be pointed at, whoever reads it: Id, ID, id, of any namespace. */
export function* idsOf(root: XmlElement): Generator<{ id: string; element: XmlElement }> {
  for (const element of elementsOf(root))
    for (const { name, value } of element.attrs) if (name.toLowerCase() === 'id') yield { id: value, element }
}
