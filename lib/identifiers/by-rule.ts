import { z } from 'zod'
import { storable } from '@/lib/core/text'
import type { Parsed } from './parsed'

type Rule = (raw: string) => Parsed
const LIMIT = 2000

/** A field of a form by its rule: what is right becomes canonical, what is wrong tells the rule's own message. */
export const byRule = (rule: Rule) =>
  z.string().transform((raw, context) => {
    const parsed = rule(storable(raw).slice(0, LIMIT))
    if (parsed.ok) return parsed.value
    context.addIssue({ code: 'custom', message: parsed.message })
    return z.NEVER
  })

/** The same for a field that may be left empty: null. */
export const optionalByRule = (rule: Rule) =>
  z.string().transform((raw, context) => {
    if (raw.trim() === '') return null
    const parsed = rule(storable(raw).slice(0, LIMIT))
    if (parsed.ok) return parsed.value
    context.addIssue({ code: 'custom', message: parsed.message })
    return z.NEVER
  })

/** Free text of a field, trimmed: at least `least` and at most `longest` signs, each with its own message. */
export const textOf = (least: number, longest: number, messages: { short: string; long: string }) =>
  z
    .string()
    .transform((text) => storable(text).trim())
    .pipe(z.string().min(least, messages.short).max(longest, messages.long))
