/** One change as the simulator took it, by its journal. */
export type Applied = { orderNumber: string; statusDate: string; code: number }
/** What arrived out of turn: not right after the change that precedes it, or once more. */
export function disorder(arrived: Applied[]): number {
  const turns = new Map<string, string[]>()
  for (const { orderNumber, statusDate } of arrived) {
    const dates = turns.get(orderNumber)
    if (dates) dates.push(statusDate)
    else turns.set(orderNumber, [statusDate])
  }
  let out = 0
  for (const dates of turns.values()) {
    const order = [...new Set(dates)].sort()
    let next = 0
    for (const date of dates) {
      const seq = order.indexOf(date)
      if (seq !== next) out++
      next = Math.max(next, seq + 1)
    }
  }
  return out
}
