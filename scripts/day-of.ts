/** Midnight of the day in UTC. */
export function dayOf(text: string): Date {
  const date = new Date(`${text}T00:00:00.000Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text)
    throw new Error(`${text} is no date like 2026-01-31`)
  return date
}
