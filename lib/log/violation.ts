/** What became of a row, as far as the seals tell. */
export type ViolationKind = 'changed' | 'deleted' | 'inserted' | 'reordered' | 'truncated' | 'unsealed'

export type Violation = { log: string; kind: ViolationKind; position?: number; id?: string; text: string }

/** One line for people. */
export function describeViolation({ log, kind, position, id, text }: Violation): string {
  const where = [position !== undefined && `position ${position}`, id !== undefined && `id ${id}`]
  return `${kind.toUpperCase()} ${[log, ...where.filter(Boolean)].join(', ')}: ${text}`
}
