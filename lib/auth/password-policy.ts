import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { say } from '@/lib/core/message'
import { layoutTwin } from './layout-twin'

export const SHORTEST = 12
const LONGEST = 128
const GUESSED = 64 // longer ones cost more to judge and are not guessed by lists

let judge: ZxcvbnFactory | undefined

/**
 * Why a password will not do, or null (A13; ASVS 6.2.1–6.2.4, 6.2.9, 6.2.11, 6.2.12): long enough, not among stolen ones,
 * not made of what everybody knows about its owner. No rule about kinds of signs, no forced change.
 */
export function passwordProblem(password: string, known: string[]): string | null {
  const length = [...password].length
  if (length < SHORTEST) return say('account.error.short', { least: SHORTEST, count: SHORTEST - length })
  if (length > LONGEST) return say('account.error.longPassword', { longest: LONGEST })
  judge ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
  const words = known.filter((word) => word.length > 2)
  const start = password.slice(0, GUESSED)
  for (const text of new Set([start, layoutTwin(start)]))
    if (judge.check(text, words).score < 3) return 'account.error.guessable'
  return null
}
