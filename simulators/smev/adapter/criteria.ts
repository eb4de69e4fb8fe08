import { isObject, type Json, objectAt, textAt } from '../json'
import { Invalid } from './invalid'

export interface Criteria {
  from?: number
  to?: number
  clientId?: string
  clientIdCriteria?: string
}

export function parseObject(bytes: Uint8Array): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (isObject(value)) return value
  } catch {
    // Not JSON at all: told below in the same words.
  }
  throw new Invalid('Тело запроса — не объект JSON.')
}

/** The criteria of Find; the period is called by two names in the manuals. */
export function criteriaFrom(query: Json | undefined): Criteria {
  const period = objectAt(query, 'messagePeriodCriteria') ?? objectAt(query, 'messageIntervalCriteria')
  const client = objectAt(query, 'messageClientIdCriteria')
  if (!period && !client) throw new Invalid('Нужен messagePeriodCriteria или messageClientIdCriteria.')
  const instant = (name: string): number | undefined => {
    const text = textAt(period, name)
    if (text === undefined) return undefined
    const value = Date.parse(text)
    if (Number.isNaN(value)) throw new Invalid(`${name}: не дата.`)
    return value
  }
  return {
    from: instant('from'),
    to: instant('to'),
    clientId: textAt(client, 'clientId'),
    clientIdCriteria: textAt(client, 'clientIdCriteria'),
  }
}

export function page<T>(found: T[], query: Json | undefined): T[] {
  const number = (name: string, fallback: number) => {
    const value = Number(textAt(query, name) ?? fallback)
    if (!Number.isInteger(value) || value < 0) throw new Invalid(`${name}: не целое число от 0.`)
    return value
  }
  const offset = number('messageOffset', 0)
  return found.slice(offset, offset + number('messageCountToReturn', found.length))
}
