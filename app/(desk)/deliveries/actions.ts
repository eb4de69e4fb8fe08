'use server'

import { defineAction } from '@/lib/auth/define-action'
import { resolveAlarm } from '@/lib/delivery/resolve-alarm'
import { ResolveAlarm } from '@/lib/delivery/schema'

export const resolveAlarmAction = defineAction(
  { name: 'alarm.resolve', permission: 'deliveries.alarms', input: ResolveAlarm },
  resolveAlarm,
)
