/**
 * A text of messages/ named by its key, with the values that go into it, as one string:
 * `snils.length?count=10`. zod, react-hook-form and JSON carry strings, so a message travels
 * from a rule to the screen without the rule knowing any language.
 */
export type MessageValues = Record<string, string | number>

export function say(key: string, values?: MessageValues): string {
  if (!values) return key
  return `${key}?${new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)]))}`
}

export function heard(message: string): { key: string; values: MessageValues } {
  const [key = '', query] = message.split(/\?(.*)/s)
  const values: MessageValues = {}
  for (const [name, value] of new URLSearchParams(query ?? '')) {
    values[name] = /^\d{1,9}$/.test(value) && String(Number(value)) === value ? Number(value) : value
  }
  return { key, values }
}
