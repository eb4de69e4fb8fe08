'use server'

import { defineAction } from '@/lib/auth/define-action'
import { resendDeliveries } from '@/lib/delivery/resend-deliveries'
import { resolveAlarm } from '@/lib/delivery/resolve-alarm'
import { ResendDeliveries, ResolveAlarm } from '@/lib/delivery/schema'

export const resolveAlarmAction = defineAction(
  { name: 'alarm.resolve', permission: 'deliveries.alarms', input: ResolveAlarm },
  resolveAlarm,
)
export const resendDeliveriesAction = defineAction(
  { name: 'delivery.resend', permission: 'deliveries.resend', input: ResendDeliveries },
  resendDeliveries,
)
