import { maskSnils } from '@/lib/identifiers/snils'

export type Changes = Record<string, [before: unknown, after: unknown]>

/** What differs, old and new, for the «История» of a setting (A11). A СНИЛС is told masked. */
export function changesBetween<T extends object>(
  before: Partial<T>,
  after: T,
  keys: readonly (keyof T & string)[],
): Changes {
  const changes: Changes = {}
  for (const key of keys) {
    const [old, fresh] = [before[key] ?? null, after[key] ?? null]
    if (JSON.stringify(old) !== JSON.stringify(fresh))
      changes[key] = key === 'snils' ? [masked(old), masked(fresh)] : [old, fresh]
  }
  return changes
}

const masked = (snils: unknown) => (typeof snils === 'string' ? maskSnils(snils) : null)
