import { XmlDocument, XmlElement, XmlText, XmlCData, type XmlTreeNode } from 'libxml2-wasm'

/** An element as a plain value: names without prefixes, text without its children's. */
export interface XmlTree {
  name: string
  namespace: string
  attributes: Record<string, string>
  children: XmlTree[]
  text: string
}

export type ReadXml = { ok: true; root: XmlTree } | { ok: false; reason: string }

/** Bytes, levels and nodes an answer may have; ours have a few hundred nodes. */
export const XML_LIMITS = { bytes: 5 * 1024 * 1024, depth: 64, nodes: 200_000 }

class TooComplex extends Error {}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function grow(element: XmlElement, count: { nodes: number }): XmlTree {
  const tree: XmlTree = {
    name: element.name,
    namespace: element.namespaceUri,
    attributes: {},
    children: [],
    text: '',
  }
  for (const attribute of element.attrs) {
    count.nodes += 1
    tree.attributes[attribute.name] = attribute.value
  }
  for (let node: XmlTreeNode | null = element.firstChild; node; node = node.next) {
    count.nodes += 1
    if (count.nodes > XML_LIMITS.nodes) throw new TooComplex(`more than ${XML_LIMITS.nodes} nodes`)
    if (node instanceof XmlElement) tree.children.push(grow(node, count))
    else if (node instanceof XmlText || node instanceof XmlCData) tree.text += node.content
  }
  return tree
}

/** Why these bytes must not reach the parser at all. */
function objection(bytes: Uint8Array, text: string | undefined): string | undefined {
  if (bytes.length === 0) return 'empty'
  if (bytes.length > XML_LIMITS.bytes) return `larger than ${XML_LIMITS.bytes} bytes`
  if (text === undefined) return 'not UTF-8'
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']/.exec(text)?.[1]
  if (declared && !/^(utf-?8|us-ascii)$/i.test(declared)) return `encoding ${declared}`
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return 'DTD'
  let tags = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) tags += 1
  return tags > 2 * XML_LIMITS.nodes ? `more than ${XML_LIMITS.nodes} nodes` : undefined
}

/** SOAP 1.1 §3 forbids them, and reading would end at one as at the last of its siblings. */
const hasInstruction = (text: string, document: XmlDocument): boolean =>
  /<\?(?!xml\s)/.test(text) && document.find('/*/descendant::processing-instruction()').length > 0

/** No deeper than this by its tags alone, those that end themselves counted as open; undefined where «tags» may be none. */
function depthByTags(text: string): number | undefined {
  if (/<!|<\?(?!xml\s)/.test(text)) return undefined
  let [depth, most] = [0, 0]
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (text[at + 1] === '/') depth--
    else most = Math.max(most, ++depth)
  }
  return most
}

function refuseDepth(element: XmlElement, depth = 1): void {
  if (depth > XML_LIMITS.depth) throw new TooComplex(`deeper than ${XML_LIMITS.depth} levels`)
  for (let node = element.firstChild; node; node = node.next)
    if (node instanceof XmlElement) refuseDepth(node, depth + 1)
}

/**
 * Opens foreign bytes for one use. DTDs are refused before parsing, so nothing external can be named; size, depth and
 * nodes are bounded; a failure of the bytes is a value.
 */
export function withXml<T>(
  bytes: Uint8Array,
  take: (document: XmlDocument) => T,
): { ok: true; value: T } | { ok: false; reason: string } {
  const text = bytes.length > XML_LIMITS.bytes ? undefined : decode(bytes)
  const reason = objection(bytes, text)
  if (reason !== undefined || text === undefined) return { ok: false, reason: reason ?? 'not UTF-8' }
  let document: XmlDocument | undefined
  try {
    document = XmlDocument.fromString(text.trim())
    if ((depthByTags(text) ?? Infinity) > XML_LIMITS.depth) refuseDepth(document.root)
    if (hasInstruction(text, document)) return { ok: false, reason: 'a processing instruction' }
    return { ok: true, value: take(document) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message.trim() : 'not XML' }
  } finally {
    document?.dispose()
  }
}

/** Foreign bytes as a tree of plain values. */
export function readXml(bytes: Uint8Array): ReadXml {
  const read = withXml(bytes, ({ root }) => grow(root, { nodes: 1 }))
  return read.ok ? { ok: true, root: read.value } : read
}

export function childOf(tree: XmlTree | undefined, name: string): XmlTree | undefined {
  return tree?.children.find((child) => child.name === name)
}

export function childrenOf(tree: XmlTree | undefined, name: string): XmlTree[] {
  return tree?.children.filter((child) => child.name === name) ?? []
}

/** Trimmed text of a child; undefined when the child is absent. */
export function textIn(tree: XmlTree | undefined, name: string): string | undefined {
  return childOf(tree, name)?.text.trim()
}
