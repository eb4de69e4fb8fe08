import { z } from 'zod'
import { say } from '@/lib/core/message'
import { storable } from '@/lib/core/text'
import { parseOrganisationInn, parsePersonInn } from '@/lib/identifiers/inn'
import type { Parsed } from '@/lib/identifiers/parsed'
import { parseSnils } from '@/lib/identifiers/snils'

export const TITLE_LENGTH = 200
export const TEXT_LENGTH = 4000

const filled = (key: string, longest: number) =>
  z
    .string()
    .transform((text) => storable(text).trim())
    .pipe(
      z
        .string()
        .min(1, say(`notifications.error.${key}`))
        .max(longest, say('notifications.error.long', { longest })),
    )

/** The recipient's number by its kind; of what is no form at all there is none. */
function identifierOf(form: unknown): Parsed {
  const { recipientKind, identifier } = (form ?? {}) as Partial<
    Record<'recipientKind' | 'identifier', unknown>
  >
  const raw = typeof identifier === 'string' ? identifier : ''
  if (recipientKind === 'PERSON') return parseSnils(raw)
  return recipientKind === 'LEGAL_ENTITY' ? parseOrganisationInn(raw) : parsePersonInn(raw, 'trader')
}

/** A notification as the form sends it; what is right is given back in its canonical form. */
export const SendNotification = z
  .object({
    idempotencyKey: z.uuid(),
    recipientKind: z.enum(['PERSON', 'SOLE_TRADER', 'LEGAL_ENTITY']),
    recipientName: filled('name', 300),
    identifier: z.string().max(100),
    title: filled('title', TITLE_LENGTH),
    text: filled('text', TEXT_LENGTH),
  })
  // Judged whatever is wrong with the other fields: all is told at once.
  .refine((given) => identifierOf(given).ok, {
    path: ['identifier'],
    when: () => true,
    error: ({ input }) => {
      const parsed = identifierOf(input)
      return parsed.ok ? undefined : parsed.message
    },
  })
  .transform((given) => {
    const parsed = identifierOf(given)
    return { ...given, identifier: parsed.ok ? parsed.value : given.identifier }
  })
export type SendNotification = z.output<typeof SendNotification>
export type NotificationForm = z.input<typeof SendNotification>
