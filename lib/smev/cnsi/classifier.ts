import { childrenOf, readXml, type XmlTree } from '../xml/read'
import { unzip } from './unzip'

/** A directory, or a page of it: the names of its attributes, and its records by these names. */
export interface Classifier {
  attributes: string[]
  records: Record<string, string>[]
}

export type ReadClassifier = { ok: true; classifier: Classifier } | { ok: false; reason: string }

const MOST_ATTRIBUTES = 100

function* within(tree: XmlTree): Generator<XmlTree> {
  yield tree
  for (const child of tree.children) yield* within(child)
}

/** The text of a value stands in an element named for its type. */
const textOf = (value: XmlTree): string => (value.children[0]?.text ?? value.text).trim()

/** One XML of an archive: descriptors tell which reference is which attribute, wherever they stand before the data. */
function readOne(bytes: Buffer): ReadClassifier {
  const read = readXml(bytes)
  if (!read.ok) return { ok: false, reason: read.reason }
  const classifier = [...within(read.root)].find(({ name }) => name === 'simple-classifier')
  if (!classifier) return { ok: false, reason: 'no simple-classifier' }
  const records = [...within(read.root)].filter(({ name }) => name === 'record')
  const names = new Map<string, string>()
  for (const { name, attributes } of within(classifier))
    if (name !== 'simple-classifier' && name !== 'record' && attributes.uid && attributes.name)
      names.set(attributes.uid, attributes.name.trim())
  const attributes = [...names.values()]
  if (attributes.length === 0) return { ok: false, reason: 'no attributes' }
  if (attributes.length > MOST_ATTRIBUTES)
    return { ok: false, reason: `more than ${MOST_ATTRIBUTES} attributes` }
  if (new Set(attributes).size < attributes.length) return { ok: false, reason: 'two attributes of one name' }
  const rows = records.map((record) => {
    const row: Record<string, string> = Object.create(null) as Record<string, string>
    for (const value of childrenOf(record, 'attribute-value')) {
      const name = names.get(value.attributes['attribute-ref'] ?? '')
      if (name !== undefined) row[name] = textOf(value)
    }
    return row
  })
  return { ok: true, classifier: { attributes, records: rows } }
}

const isArchive = (piece: Buffer) => piece.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004'

/**
 * The attachments of GetClassifierData to records. Pieces that each begin as an archive are archives; others are one
 * that was cut, put together in their order.
 */
export function readClassifier(pieces: readonly Buffer[]): ReadClassifier {
  if (pieces.length === 0) return { ok: false, reason: 'no attachment' }
  const archives = pieces.every(isArchive) ? pieces : [Buffer.concat(pieces)]
  const whole: Classifier = { attributes: [], records: [] }
  for (const archive of archives) {
    const unzipped = unzip(archive)
    if (!unzipped.ok) return { ok: false, reason: `archive: ${unzipped.reason}` }
    if (unzipped.files.length === 0) return { ok: false, reason: 'archive: no files' }
    for (const file of unzipped.files) {
      const read = readOne(file)
      if (!read.ok) return read
      whole.attributes = [...new Set([...whole.attributes, ...read.classifier.attributes])]
      whole.records.push(...read.classifier.records)
    }
  }
  return { ok: true, classifier: whole }
}
