import { z } from 'zod'
import { storable } from '@/lib/core/text'

const reason = (needed: string) =>
  z
    .string()
    .transform((text) => storable(text).trim())
    .pipe(z.string().min(3, needed).max(300, 'delivery.reasonTooLong'))

export const ResendDelivery = z.object({ deliveryId: z.uuid() })

export const MOST_AT_ONCE = 500

/** Those chosen one by one, or all that ЕПГУ refused with a code, or that failed by a fault. */
export const ResendDeliveries = z.union([
  z.object({ deliveryIds: z.array(z.uuid()).min(1).max(MOST_AT_ONCE) }),
  z.object({ code: z.int32() }),
  z.object({ fault: z.string().max(200).transform(storable).pipe(z.string().min(1)) }),
])
export type ResendDeliveries = z.infer<typeof ResendDeliveries>

export const SkipDelivery = z.object({
  deliveryId: z.uuid(),
  reason: reason('delivery.reasonNeeded'),
})

export const DeclareImpossible = z.object({
  deliveryId: z.uuid(),
  reason: reason('delivery.impossibleReason'),
})

export const TakeBack = z.object({ deliveryId: z.uuid() })
export const ResolveAlarm = z.object({ alarmId: z.uuid() })

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
  'superseded',
] as const
export type DeliveryView = (typeof deliveryViews)[number]
