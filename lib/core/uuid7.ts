import { now } from './clock'

/** A UUID of version 7, as the client makes them: in the order of time. */
export function uuid7(): string {
  const at = now().getTime().toString(16).padStart(12, '0')
  return `${at.slice(0, 8)}-${at.slice(8)}-7${crypto.randomUUID().slice(15)}`
}

/** When it was made, by the clock of whoever made it: milliseconds since 1970. */
export const madeAt = (uuid7: string): number => parseInt(uuid7.slice(0, 8) + uuid7.slice(9, 13), 16)
