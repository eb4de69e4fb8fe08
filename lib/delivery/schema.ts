import { z } from 'zod'

export const ResendDelivery = z.object({ deliveryId: z.uuid() })

export const SkipDelivery = z.object({
  deliveryId: z.uuid(),
  reason: z.string().trim().min(3, 'delivery.reasonNeeded').max(300, 'delivery.reasonTooLong'),
})

export const DeclareImpossible = z.object({
  deliveryId: z.uuid(),
  reason: z.string().trim().min(3, 'delivery.impossibleReason').max(300, 'delivery.reasonTooLong'),
})

export const TakeBack = z.object({ deliveryId: z.uuid() })

/** What a person sees of a change's way to the citizen's account. docs/glossary.md has the Russian words. */
export const deliveryViews = [
  'takeBack',
  'queued',
  'held',
  'sending',
  'retry',
  'sent',
  'noAnswer',
  'accepted',
  'refused',
  'technical',
  'expired',
  'skipped',
  'impossible',
] as const
export type DeliveryView = (typeof deliveryViews)[number]
