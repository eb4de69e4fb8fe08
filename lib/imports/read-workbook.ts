import type { Archive } from './open-archive'
import { BadFile } from './bad-file'
import type { NumberStyle } from './cell-text'
import { pumpXml } from './pump-xml'

export type Workbook = {
  sheet: { name: string; part: string }
  /** Sheets besides it, the hidden ones too: they are not read. */
  others: number
  date1904: boolean
  strings: string | null
  styles: string | null
}

type Relation = { id: string; type: string; target: string; external: boolean }

/** Which sheet is read: the first one that is not hidden. Macros and binary workbooks are told by name. */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  refuseOthers(archive)
  const root = (await relations(archive, '')).find(({ type }) => type === 'officeDocument')
  if (!root) throw new BadFile('notSpreadsheet')
  const main = resolve('', root.target)
  if (!archive.has(main)) throw new BadFile(root.target.endsWith('.bin') ? 'xlsb' : 'damaged')
  const sheets: { name: string; id: string; hidden: boolean }[] = []
  let date1904 = false
  let isWorkbook = false
  await pumpXml(await archive.open(main), {
    open: (name, attributes, parent) => {
      if (name === 'workbook' && parent === '') isWorkbook = true
      if (name === 'workbookPr') date1904 = /^(1|true)$/.test(attributes.date1904 ?? '')
      if (name !== 'sheet' || parent !== 'sheets') return
      const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? ''
      sheets.push({ name: attributes.name ?? '', id, hidden: (attributes.state ?? 'visible') !== 'visible' })
    },
  })
  if (!isWorkbook) throw new BadFile('notSpreadsheet')
  const related = await relations(archive, main)
  const partOf = (type: string, id?: string) => {
    const one = related.find((relation) => relation.type === type && (id === undefined || relation.id === id))
    return one && !one.external ? resolve(main, one.target) : null
  }
  const readable = sheets.flatMap((sheet) => {
    const part = partOf('worksheet', sheet.id)
    return part ? [{ ...sheet, part }] : []
  })
  const sheet = readable.find(({ hidden }) => !hidden)
  if (!sheet) throw new BadFile('noSheet')
  return {
    sheet: { name: sheet.name, part: sheet.part },
    others: readable.length - 1,
    date1904,
    strings: partOf('sharedStrings'),
    styles: partOf('styles'),
  }
}

function refuseOthers(archive: Archive): void {
  const any = (pattern: RegExp) => archive.names.some((name) => pattern.test(name))
  if (any(/(^|\/)vbaproject\.bin$/)) throw new BadFile('macros')
  if (any(/^xl\/workbook\.bin$/)) throw new BadFile('xlsb')
  if (any(/^word\/document\.xml$/)) throw new BadFile('word')
  if (any(/^ppt\//)) throw new BadFile('notSpreadsheet')
  if (archive.has('mimetype') && archive.has('content.xml')) throw new BadFile('ods')
  if (!archive.has('[content_types].xml') || !archive.has('_rels/.rels'))
    throw new BadFile(any(/\.(xlsx?|csv)$/) ? 'zipped' : 'notSpreadsheet')
}

async function relations(archive: Archive, part: string): Promise<Relation[]> {
  const at = part.lastIndexOf('/') + 1
  const name = `${part.slice(0, at)}_rels/${part.slice(at)}.rels`
  if (!archive.has(name)) return []
  const found: Relation[] = []
  await pumpXml(await archive.open(name), {
    open: (tag, { Id, Type, Target, TargetMode }) => {
      if (tag !== 'Relationship' || found.length > 10_000) return
      const type = (Type ?? '').split('/').at(-1) ?? ''
      found.push({ id: Id ?? '', type, target: Target ?? '', external: TargetMode === 'External' })
    },
  })
  return found
}

/** A part named from another part; only ever a key among the archive's names. */
function resolve(from: string, target: string): string {
  const path = target.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const step of target.split('/')) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return path.join('/')
}

/** How the numbers of each cell style are shown. */
export async function readStyles(archive: Archive, part: string | null): Promise<NumberStyle[]> {
  if (!part || !archive.has(part)) return []
  const formats = new Map<number, string>()
  const styles: NumberStyle[] = []
  await pumpXml(await archive.open(part), {
    open: (name, attributes, parent) => {
      if (name === 'numFmt') formats.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      if (name !== 'xf' || parent !== 'cellXfs' || styles.length > 100_000) return
      const id = Number(attributes.numFmtId ?? 0)
      styles.push(styleOf(id, formats.get(id)))
    },
  })
  return styles
}

function styleOf(id: number, format: string | undefined): NumberStyle {
  if (format === undefined) {
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58))
      return { date: 'date' }
    if (id === 22) return { date: 'both' }
    return (id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 35)
      ? { date: 'time' }
      : null
  }
  const first = format.split(';')[0] ?? ''
  const literal = first
    .replace(/\[[^\]]*\]/g, '')
    .replace(/"([^"]*)"|\\(.)|_./g, (_, quoted: string, one: string) => quoted ?? one ?? ' ')
  const bare = first.replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').replace(/"[^"]*"|\\.|_.|\*./g, '')
  if (/[yd]/i.test(bare)) return { date: /[hs]/i.test(bare) ? 'both' : 'date' }
  if (/[hs]/i.test(bare) || (/m/i.test(bare) && !/[0#?]/.test(bare))) return { date: 'time' }
  return /^[0 ()+-]+$/.test(literal) && /0.*0/.test(literal) ? { mask: literal } : null
}
