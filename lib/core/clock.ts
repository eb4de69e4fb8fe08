/** The one clock of rules. Tests and simulations move it; nothing else reads the machine's time. */
let offset = 0
let frozen: number | null = null

/** The present moment, UTC. */
export function now(): Date {
  return new Date(frozen ?? Date.now() + offset)
}

/** Stops the clock at a moment (tests). `null` lets it run again. */
export function freezeClock(at: Date | null): void {
  frozen = at ? at.getTime() : null
}

/** Shifts the clock by so many milliseconds from the machine's time (simulations). */
export function shiftClock(milliseconds: number): void {
  offset = milliseconds
}
