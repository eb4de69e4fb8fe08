'use client'

let touched = true
let touchedAt = 0

if (typeof window !== 'undefined')
  for (const event of ['pointerdown', 'keydown'] as const)
    window.addEventListener(
      event,
      () => {
        touched = true
        touchedAt = performance.now()
      },
      { capture: true, passive: true },
    )

/**
 * Says of a request whether a person has done anything since the one before. A page that refreshes by itself must not
 * keep the session of somebody who went away (decision 29).
 */
export function activityHeader(): { 'x-refresh': '0' | '1' } {
  const active = touched
  touched = false
  return { 'x-refresh': active ? '0' : '1' }
}

/** Whether a person has done anything in the last milliseconds, asked of the server or not. */
export const activeWithin = (milliseconds: number): boolean => performance.now() - touchedAt < milliseconds
