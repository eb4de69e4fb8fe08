import type { DifferenceKind, DirectoryRow } from './schema'

export type KnownRow = DirectoryRow & { confirmed: boolean; closed: boolean }
export type Difference = {
  kind: DifferenceKind
  code: string
  /** Closed before, and in ЕСНСИ again. */
  reopened: boolean
  old: string | null
  name: string | null
  attributes: { attribute: string; old: string; new: string }[]
}
export type DifferenceCounts = Record<DifferenceKind | 'same' | 'confirmed', number>

/** What applying these rows would do to those known; `confirmed`: rows that stay as they are and lose their mark. */
export function findDifferences(
  known: readonly KnownRow[],
  rows: readonly DirectoryRow[],
): { differences: Difference[]; counts: DifferenceCounts } {
  const before = new Map(known.map((row) => [row.code, row]))
  const now = new Set(rows.map(({ code }) => code))
  const counts: DifferenceCounts = { added: 0, changed: 0, closed: 0, same: 0, confirmed: 0 }
  const differences: Difference[] = []
  const tell = (difference: Difference) => {
    counts[difference.kind]++
    differences.push(difference)
  }
  for (const row of rows) {
    const old = before.get(row.code)
    const attributes = changesOf(old?.attributes ?? {}, row.attributes)
    const told = { code: row.code, old: old?.name ?? null, name: row.name, attributes }
    if (!old || old.closed) tell({ ...told, kind: 'added', reopened: old !== undefined })
    else if (old.name !== row.name || attributes.length > 0)
      tell({ ...told, kind: 'changed', reopened: false })
    else {
      counts.same++
      if (!old.confirmed) counts.confirmed++
    }
  }
  for (const { code, name, closed } of known)
    if (!closed && !now.has(code))
      tell({ kind: 'closed', code, reopened: false, old: name, name: null, attributes: [] })
  return { differences, counts }
}

/** An attribute that is absent and one that is empty are the same. */
function changesOf(old: Record<string, string>, fresh: Record<string, string>) {
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .map((attribute) => ({ attribute, old: old[attribute] ?? '', new: fresh[attribute] ?? '' }))
    .filter((one) => one.old !== one.new)
}
