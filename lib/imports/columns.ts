/** A column that a kind of import knows. `title` stands in the template; `synonyms` are other names for the same. */
export type ImportColumn = {
  key: string
  title: string
  synonyms: readonly string[]
  required: boolean
  /** What stands in the template's row: made up, and valid. */
  example: string
}
export type Match = {
  key: string
  /** Of the file; null: no such column was found. */
  column: number | null
  how: 'name' | 'synonym' | 'near' | null
}
export type Mapping = Record<string, number | null>

/** Names by their letters and digits only: case, ё, blanks, marks and what stands in brackets do not tell columns apart. */
export function normalName(name: string): string {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll('ё', 'е')
      .replace(/[^\p{L}\p{N}]+/gu, '')
  return plain(name.replace(/\([^)]*\)/g, ' ')) || plain(name)
}

/** Which column of the file is which: by its name, by a synonym, then by a near name of one of those that are left. */
export function matchColumns(columns: readonly ImportColumn[], header: readonly string[]): Match[] {
  const names = header.map(normalName)
  const free = new Set(names.flatMap((name, at) => (name === '' ? [] : [at])))
  const found = new Map<string, Match>()
  const settle = (how: 'name' | 'synonym' | 'near', choose: (column: ImportColumn) => number | undefined) => {
    for (const column of columns) {
      if (found.has(column.key)) continue
      const at = choose(column)
      if (at === undefined) continue
      found.set(column.key, { key: column.key, column: at, how })
      free.delete(at)
    }
  }
  const first = (fits: (name: string) => boolean) => [...free].find((at) => fits(names[at] ?? ''))
  settle('name', ({ title }) => first((name) => name === normalName(title)))
  settle('synonym', ({ synonyms, key }) =>
    first((name) => [key, ...synonyms].some((one) => normalName(one) === name)),
  )
  settle('near', ({ title, synonyms }) => {
    let best: { at: number; distance: number } | undefined
    for (const at of free) {
      const name = names[at] ?? ''
      const distance = Math.min(...[title, ...synonyms].map((one) => nearness(name, normalName(one))))
      if (distance < (best?.distance ?? 0.34)) best = { at, distance }
    }
    return best?.at
  })
  return columns.map(({ key }) => found.get(key) ?? { key, column: null, how: null })
}

/** Columns of the file that have one name: which of them is meant only a person knows. */
export function doubledNames(header: readonly string[]): string[] {
  const names = header.map(normalName)
  return [...new Set(header.filter((_, at) => names[at] !== '' && names.indexOf(names[at] ?? '') !== at))]
}

export const missingColumns = (columns: readonly ImportColumn[], mapping: Mapping): ImportColumn[] =>
  columns.filter(({ key, required }) => required && typeof mapping[key] !== 'number')

/** 0 is the same, 1 has nothing in common: edits by the length of the longer; a name within the other is near. */
function nearness(one: string, other: string): number {
  if (one.length < 3 || other.length < 3) return 1
  if (Math.max(one.length, other.length) > 200) return 1
  if (one.length >= 5 && other.length >= 5 && (one.startsWith(other) || other.startsWith(one))) return 0.2
  return edits(one, other) / Math.max(one.length, other.length)
}

function edits(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let row = 1; row <= one.length; row++) {
    const line = [row]
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1
      line.push(
        Math.min((before[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (before[column - 1] ?? 0) + same),
      )
    }
    before = line
  }
  return before[other.length] ?? 0
}
