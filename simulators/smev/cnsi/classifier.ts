import { createHash } from 'node:crypto'
import { escapeText } from '../xml/escape'
import type { Directory } from './directories'

/** An identifier that stays the same: of a directory, of its group, of one of its attributes. */
export function uidOf(...parts: (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const attributeUid = ({ number }: Directory, name: string) => uidOf(number, name)

/** What the archive of GetClassifierData holds. */
export function classifierXml(directory: Directory, revision: number, rows: string[][]): string {
  const { number, code, name, attributes } = directory
  const descriptors = attributes.map(
    (attribute, at) =>
      `<string-attribute uid="${attributeUid(directory, attribute)}" name="${escapeText(attribute)}" key="${at === 0}" order="${at + 1}"/>`,
  )
  const records = rows.map((row) => {
    const values = attributes.map(
      (attribute, at) =>
        `<attribute-value attribute-ref="${attributeUid(directory, attribute)}"><string>${escapeText(row[at] ?? '')}</string></attribute-value>`,
    )
    return `<record uid="${uidOf(number, row[0] ?? '')}">${values.join('')}</record>`
  })
  return (
    `<?xml version="1.0" encoding="UTF-8"?><document><simple-classifier uid="${uidOf(number)}" code="${code}" ` +
    `public-id="${number}" name="${escapeText(name)}" revision="${revision}">${descriptors.join('')}</simple-classifier>` +
    `<data>${records.join('')}</data></document>`
  )
}

export function attributeList(directory: Directory): string {
  return directory.attributes
    .map(
      (attribute, at) =>
        `<AttributeList><uid>${attributeUid(directory, attribute)}</uid><key>${at === 0}</key><type>STRING</type>` +
        `<name>${escapeText(attribute)}</name><order>${at + 1}</order><required>${at === 0}</required></AttributeList>`,
    )
    .join('')
}
