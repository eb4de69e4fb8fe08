import { z } from 'zod'
import { storable } from '@/lib/core/text'

import { refuseUnsendable } from '@/lib/identifiers/wire-text'
import type { TemplateEntry } from './schema'

export const LONGEST_TEXT = 1000
/** As it goes: signers treat line breaks and `>` unlike (protocol.md, 4.7, rule 9). */
const line = z
  .string()
  .max(LONGEST_TEXT, 'applications.tooLong')
  .transform((text) =>
    storable(text)
      .replace(/[\t\r\n\u0085\u2028\u2029]+/g, ' ')
      .replaceAll('>', '›')
      .trim(),
  )

/** A template of ЕСНСИ 7293 and what fills it; what is filled with nothing is left out. */
export const CitizenText = z.object({
  template: z.string().min(1).max(200),
  params: z
    .array(z.object({ name: z.string().max(100), value: line }))
    .max(20)
    .transform((params) => params.filter(({ value }) => value)),
})
export type CitizenText = z.infer<typeof CitizenText>
/** What a service's text to each status begins with, by the status. */
export const CitizenTexts = z.record(z.string(), CitizenText).catch({})

/** What is wrong with a text for the citizen, or null: only what ЕСНСИ has may go, and not empty (decision 9). */
export function textProblem(text: CitizenText, templates: readonly TemplateEntry[]): string | null {
  const template = templates.find(({ code }) => code === text.template)
  if (!template) return 'citizenText.error.unknown'
  if (text.params.some(({ name }) => !template.params.includes(name))) return 'citizenText.error.unknown'
  if (text.params.length === 0) return 'citizenText.error.empty'
  return text.params.map(({ value }) => refuseUnsendable(value)?.message).find(Boolean) ?? null
}
