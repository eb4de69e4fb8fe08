export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function objectAt(parent: Json | undefined, name: string): Json | undefined {
  const value = parent?.[name]
  return isObject(value) ? value : undefined
}

export function listOf(parent: Json | undefined, name: string): Json[] {
  const value = parent?.[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** Text, or a number or truth value as text; undefined when there is none. */
export function textAt(parent: Json | undefined, name: string): string | undefined {
  const value = parent?.[name]
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `${value}`
    : undefined
}
