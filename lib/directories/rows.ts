import { say } from '@/lib/core/message'
import { storable } from '@/lib/core/text'
import { directories, type DirectoryRow } from './schema'

/** Attributes by which a row's code and name are known, the surest first (protocol.md §3). */
const usual = { code: ['Код', 'CODE'], name: ['Наименование', 'Название', 'NAME'] }
/** Names of columns that tell what a directory is made of, for a file that is none. */
export const keyColumns = (directory: number): [code: string, name: string] => {
  const { code, name } = columns[directory] ?? usual
  return [code[0] ?? '', name[0] ?? '']
}
const columns: Record<number, { code: string[]; name: string[] }> = {
  [directories.template]: { code: ['Мнемоника', ...usual.code], name: usual.name },
  [directories.sender]: { code: ['KEY'], name: ['FULL_NAME', 'SHORT_NAME'] },
}

type Read = { attributes: string[]; records: Record<string, string>[] }
type Rows = { ok: true; rows: DirectoryRow[] } | { ok: false; fault: string }

/** The rows of a directory by their code. A row without a name is called by its code; one without a code is refused. */
export function toRows(directory: number, { attributes, records }: Read): Rows {
  const wanted = columns[directory] ?? usual
  const find = (names: string[]) =>
    names
      .map((name) => attributes.find((one) => one.toLowerCase() === name.toLowerCase()))
      .find((one) => one !== undefined)
  const [code, name] = [find(wanted.code), find(wanted.name)]
  if (code === undefined || name === undefined) {
    const values = { columns: attributes.slice(0, 20).join(', ').slice(0, 500) }
    return { ok: false, fault: say(`directories.fault.${code === undefined ? 'noCode' : 'noName'}`, values) }
  }
  const rows = records.map((record) => ({
    code: storable(record[code] ?? '').trim(),
    name: storable(record[name] ?? '').trim() || storable(record[code] ?? '').trim(),
    attributes: Object.fromEntries(
      attributes
        .filter((one) => one !== code && one !== name)
        .map((one) => [storable(one), storable(record[one] ?? '')]),
    ),
  }))
  const bare = rows.findIndex((row) => row.code === '' || row.code.length > 200)
  return bare < 0 ? { ok: true, rows } : { ok: false, fault: say('directories.fault.bare', { at: bare + 1 }) }
}
