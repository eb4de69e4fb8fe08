import type { TkuState } from '@/lib/core/generated/prisma/enums'

/** The way of a ТКУ (C06): none → asked for of the СЦ → in the test environment → on ЕПГУ. Pure. */
export const tkuStates = ['NONE', 'REQUESTED', 'TEST', 'PRODUCTION'] as const satisfies readonly TkuState[]

/** A ТКУ in effect is not simply dropped: another one, or its taking away, is asked for of the СЦ first. */
const ways: Record<TkuState, readonly TkuState[]> = {
  NONE: ['REQUESTED', 'TEST', 'PRODUCTION'],
  REQUESTED: ['NONE', 'TEST', 'PRODUCTION'],
  TEST: ['REQUESTED', 'PRODUCTION'],
  PRODUCTION: ['REQUESTED', 'TEST'],
}

export type TkuProblem = 'needsTku' | 'hasTku' | 'way'

/** Why a service cannot be in this state, or null. `from` is null for a new service. */
export function tkuProblem(from: TkuState | null, to: TkuState, hasTku: boolean): TkuProblem | null {
  if ((to === 'TEST' || to === 'PRODUCTION') && !hasTku) return 'needsTku'
  if (to === 'NONE' && hasTku) return 'hasTku'
  return from === null || from === to || ways[from].includes(to) ? null : 'way'
}

/** What becomes of a state when a ТКУ comes without one: the СЦ gives those in effect. One that was told already stays. */
export const stateWithTku = (from: TkuState): TkuState =>
  from === 'NONE' || from === 'REQUESTED' ? 'PRODUCTION' : from

export const nextTkuStates = (from: TkuState | null, hasTku: boolean): TkuState[] =>
  tkuStates.filter((to) => tkuProblem(from, to, hasTku) === null)

/** Whether ЕПГУ of this environment knows the ТКУ: one of production is in the test environment too (letter L2 asks for both). */
export const isInEffect = (state: TkuState, environment: 'EPGU' | 'SVCDEV'): boolean =>
  state === 'PRODUCTION' || (state === 'TEST' && environment === 'SVCDEV')
