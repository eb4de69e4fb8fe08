import { createReadStream } from 'node:fs'
import { BadFile } from '@/lib/imports/bad-file'
import { LIMITS } from '@/lib/imports/limits'
import { pumpXml } from '@/lib/imports/pump-xml'

export type DirectoryTable = { attributes: string[]; records: Record<string, string>[] }

const MOST_ATTRIBUTES = 100

/**
 * A directory as ЕСНСИ exports it: descriptors with `uid` and `name`, then records whose values refer to them. The same
 * reader of XML as that of workbooks: as events, a DTD refuses the file. @throws BadFile
 */
export async function readDirectoryXml(path: string): Promise<DirectoryTable> {
  const names = new Map<string, string>()
  const records: Map<string, string>[] = []
  let reference: string | undefined
  let text = ''
  await pumpXml(createReadStream(path), {
    open: (name, attributes) => {
      if (name === 'record') {
        if (records.push(new Map()) > LIMITS.rows) throw new BadFile('manyRows', { limit: LIMITS.rows })
      } else if (name === 'attribute-value') {
        reference = attributes['attribute-ref']
        text = ''
      } else if (name !== 'simple-classifier' && attributes.uid && attributes.name)
        names.set(attributes.uid, attributes.name.trim())
      if (names.size > MOST_ATTRIBUTES) throw new BadFile('manyColumns', { limit: MOST_ATTRIBUTES })
    },
    close: (name) => {
      if (name !== 'attribute-value') return
      if (reference !== undefined) records.at(-1)?.set(reference, text.trim())
      reference = undefined
    },
    text: (piece) => {
      if (reference === undefined) return
      text += piece
      if (text.length > LIMITS.cell) throw new BadFile('damaged')
    },
  })
  const known = [...names]
  return {
    attributes: [...new Set(names.values())],
    records: records.map((record) =>
      Object.fromEntries(known.map(([uid, name]) => [name, record.get(uid) ?? ''])),
    ),
  }
}
