import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { DSIG } from './algorithms'
import { checkSignature, type SignatureReport } from './check-signature'
import { elementsOf, idsOf, named } from './elements'

/** The element with this Id when exactly one has it. */
export function finderOf(root: XmlElement): (id: string) => XmlElement | undefined {
  const found = new Map<string, XmlElement | null>()
  for (const { id, element } of idsOf(root)) found.set(id, found.has(id) ? null : element)
  return (id) => found.get(id) ?? undefined
}

/** Every ds:Signature in document order. */
export function listSignatures({ root }: XmlDocument): SignatureReport[] {
  const find = finderOf(root)
  return [...elementsOf(root)]
    .filter((element) => named(element, DSIG, 'Signature'))
    .map((element) => checkSignature(element, find))
}
