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

const identifierOf = (kind: string, raw: string): Parsed =>
  kind === 'PERSON'
    ? parseSnils(raw)
    : kind === 'LEGAL_ENTITY'
      ? parseOrganisationInn(raw)
      : parsePersonInn(raw, 'trader')

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
  .transform((given, context) => {
    const identifier = identifierOf(given.recipientKind, given.identifier)
    if (identifier.ok) return { ...given, identifier: identifier.value }
    context.issues.push({
      code: 'custom',
      path: ['identifier'],
      message: identifier.message,
      input: given.identifier,
    })
    return z.NEVER
  })
export type SendNotification = z.output<typeof SendNotification>
export type NotificationForm = z.input<typeof SendNotification>
