import { z } from 'zod'
import { storable } from '@/lib/core/text'
import type { Parsed } from '@/lib/identifiers/parsed'
import { tidy } from '@/lib/identifiers/tidy'

type Issue = (message: string) => void

/** A cell that says nothing leaves what stands: null. */
export const orNull = <T>(parse: (text: string, issue: Issue) => T) =>
  z.string().transform((text, context): T | null => {
    const plain = tidy(storable(text)).text
    return plain === '' ? null : parse(plain, (message) => context.addIssue({ code: 'custom', message }))
  })

/** A cell by the rule of its identifier. */
export const identifier = (parse: (text: string) => Parsed) => (text: string, issue: Issue) => {
  const parsed = parse(text)
  if (parsed.ok) return parsed.value
  issue(parsed.message)
  return ''
}
