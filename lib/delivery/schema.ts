import { z } from 'zod'

export const ResendDelivery = z.object({ deliveryId: z.uuid() })

export const SkipDelivery = z.object({
  deliveryId: z.uuid(),
  reason: z.string().trim().min(3, 'delivery.reasonNeeded').max(300, 'delivery.reasonTooLong'),
})

export const ResolveAlarm = z.object({ alarmId: z.uuid() })

/** What a person sees of a change's way to the citizen's account. docs/glossary.md has the Russian words. */
export const deliveryViews = [
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
  'superseded',
] as const
export type DeliveryView = (typeof deliveryViews)[number]
