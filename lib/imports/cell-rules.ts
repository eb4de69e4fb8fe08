import { z } from 'zod'
import { storable } from '@/lib/core/text'
import type { Parsed } from '@/lib/identifiers/parsed'
import { tidy } from '@/lib/identifiers/tidy'

export type Issue = (message: string) => void

/** A cell that says nothing leaves what stands: null. */
export const orNull = <T>(parse: (text: string, issue: Issue) => T) =>
  z.string().transform((text, context): T | null => {
    const plain = text && tidy(storable(text)).text
    return plain === '' ? null : parse(plain, (message) => context.addIssue({ code: 'custom', message }))
  })

/** A cell by the rule of its identifier. */
export const cellByRule = (rule: (text: string) => Parsed) =>
  orNull((text, issue) => {
    const parsed = rule(text)
    if (parsed.ok) return parsed.value
    issue(parsed.message)
    return ''
  })

/** One of the words that an export writes, or of those that people write for them. */
export const wordOf = <T>(words: Record<string, T>, message: string) =>
  orNull((text, issue): T | null => {
    const name = text.toLowerCase()
    if (Object.hasOwn(words, name)) return words[name] as T
    issue(message)
    return null
  })
